package dev.isochrone.zone.partition;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.session.Answer;
import dev.isochrone.zone.session.Sessions;
import dev.isochrone.zone.session.Verdict;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What applying a partition's log does: a function of the state before, the position and the entry,
 * and of nothing else. Confined to the apply thread, but for {@link #ledger}, which any thread may
 * read.
 *
 * <p>Invariants: applied, last, closed, every cursor, frontier and acknowledgement only grow; no
 * own version is made at or below what was closed before its entry; nothing takes effect before
 * INIT; the outbox holds everything that an active peer has not acknowledged; a write in a session
 * takes effect once at most.
 */
public final class PartitionState {
  private final PartitionStore store;
  private final SortedMap<OriginPartition, Cursor> cursors = new TreeMap<>();
  private final SortedMap<Origin, PeerMark> peers = new TreeMap<>();
  private final SortedMap<Integer, RuleInForce> rules = new TreeMap<>();
  private RowChanges rows;
  private Sessions sessions;
  private Optional<PartitionIdentity> identity;
  private LogPosition applied;
  private Ledger.Time time;
  private long outboxTrimmed;
  private volatile Ledger ledger;

  /** The state as the store was opened with it. */
  public PartitionState(PartitionStore store) {
    this.store = store;
    this.ledger = store.opened();
    this.rows = new RowChanges(store, ledger);
    this.sessions = new Sessions(Sessions.Bounds.DEFAULT, store.sessions());
    this.identity = ledger.identity();
    this.applied = ledger.applied();
    this.time = ledger.time();
    this.outboxTrimmed = ledger.outbox().trimmed();
    takeMaps(ledger.maps());
  }

  /** Goes on from a ledger that was installed into the store. */
  void restart(Ledger installed) {
    ledger = installed;
    rows = new RowChanges(store, installed);
    sessions = new Sessions(Sessions.Bounds.DEFAULT, store.sessions());
    identity = installed.identity();
    applied = installed.applied();
    time = installed.time();
    outboxTrimmed = installed.outbox().trimmed();
    takeMaps(installed.maps());
  }

  private void takeMaps(Ledger.Maps maps) {
    cursors.clear();
    cursors.putAll(maps.cursors());
    peers.clear();
    peers.putAll(maps.peers());
    rules.clear();
    rules.putAll(maps.rules());
  }

  /** The ledger after the last applied entry. Any thread. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Applies one entry and says what each of its commands came to.
   *
   * @throws IllegalStateException the position is not after the last one: the layer below broke its
   *     promise, and going on would spread it
   */
  public List<Reply> apply(LogPosition position, LogEntry entry) {
    if (!position.isAfter(applied)) {
      throw new IllegalStateException(position + " applied after " + applied);
    }
    applied = position;
    List<Reply> replies =
        entry.at().isAfter(time.last()) ? applyInTime(entry) : refuseTooLate(entry);
    Ledger next = draw();
    store.endEntry(() -> next, sessions::draw);
    ledger = next; // After the store: who sees that something is announced must find it there.
    return replies;
  }

  private List<Reply> applyInTime(LogEntry entry) {
    HlcTimestamp closed = time.closed().max(entry.closed());
    time = new Ledger.Time(entry.end(), closed, time.announced());
    rows.beginEntry(closed);
    List<Reply> replies = new ArrayList<>(entry.commands().size());
    Application application = new Application(entry.at());
    for (Command command : entry.commands()) {
      replies.add(command.fold(application));
    }
    boolean told = rows.endEntry();
    sessions.endEntry(entry.at());
    store.trimOutbox(outboxTrimmed); // Only now does the store have the entry's own changes.
    if (told || entry.announces()) { // What came from a peer may have made a change of ours.
      time = new Ledger.Time(time.last(), closed, new Announced(rows.outboxLast(), closed));
    }
    return replies;
  }

  /** A leader change got in between: nothing of the entry takes effect, on any replica. */
  private static List<Reply> refuseTooLate(LogEntry entry) {
    Refusal tooLate =
        Refusal.of(RefusalCode.WROTE_TOO_LATE, "the entry's time is not above the log's");
    return entry.commands().stream().<Reply>map(command -> new Reply.Refused(tooLate)).toList();
  }

  private Ledger draw() {
    return new Ledger(
        applied,
        identity,
        time,
        new Ledger.OutboxMarks(rows.outboxLast(), outboxTrimmed),
        rows.digest(),
        new Ledger.Maps(cursors, peers, rules, rows.counts()));
  }

  /** The commands of one entry, in their order. */
  private final class Application implements Command.Cases<Reply> {
    private final HlcTimestamp entryAt;
    private HlcTimestamp nextWrite;

    Application(HlcTimestamp at) {
      entryAt = at;
      nextWrite = at;
    }

    @Override
    public Reply write(Command.Write write) {
      HlcTimestamp at = nextWrite;
      nextWrite = at.next(); // Refused or not: the tick is taken.
      if (identity.isEmpty()) {
        return refused(RefusalCode.NOT_READY, "the partition's log has not begun");
      }
      return write.session().isPresent()
          ? inSession(write, write.session().get(), at)
          : carryOut(write, at);
    }

    private Reply carryOut(Command.Write write, HlcTimestamp at) {
      return rows.write(write, rowRules(), at);
    }

    private RowRules rowRules() {
      return new RowRules(rules, identity.orElseThrow(), peers.size());
    }

    private Reply inSession(Command.Write write, SessionStep step, HlcTimestamp at) {
      long fingerprint = BodyFingerprint.of(write);
      Verdict verdict = sessions.judge(step, fingerprint, entryAt);
      if (verdict instanceof Verdict.Refused refused) {
        return new Reply.Refused(refused.refusal());
      } else if (verdict instanceof Verdict.Answered answered) {
        return repeated(write, answered.answer());
      }
      Reply reply = carryOut(write, at);
      if (reply instanceof Reply.Written written) {
        sessions.answered(step, new Answer.Written(fingerprint, written.version()));
      } else if (reply instanceof Reply.Refused refused && refused.found().isPresent()) {
        int mutation = refused.found().get().mutation();
        sessions.answered(step, new Answer.Unmet(fingerprint, mutation));
      } // Any other refusal asks to try again, under the same sequence too.
      return reply;
    }

    private Reply repeated(Command.Write write, Answer answer) {
      if (answer instanceof Answer.Written written) {
        return new Reply.Written(written.version());
      } else if (answer instanceof Answer.Unmet unmet) {
        return unmet.mutation() < write.mutations().size()
            ? rows.unmetBefore(write, unmet.mutation())
            : refused(RefusalCode.SEQUENCE_REUSED, "the sequence was another request's");
      }
      throw new AssertionError(answer);
    }

    @Override
    public Reply remote(Command.Remote remote) {
      ChangeBatch batch = remote.batch();
      OriginPartition origin = batch.source().origin();
      Cursor cursor = cursors.getOrDefault(origin, Cursor.NONE);
      boolean own = identity.isEmpty() || identity.get().self().origin().equals(origin.origin());
      if (own || batch.interval().from() > cursor.sequence()) {
        return new Reply.Received(cursor);
      }
      try {
        Optional<Refusal> refusal = rows.receive(batch, cursor.sequence(), rowRules());
        if (refusal.isPresent()) {
          return new Reply.Refused(refusal.get());
        }
      } catch (FormatException damaged) {
        return refused(
            RefusalCode.INVALID_REQUEST, "a change of " + origin + ": " + damaged.problem());
      }
      Cursor next =
          new Cursor(
              Math.max(cursor.sequence(), batch.interval().to()),
              cursor.frontier().max(batch.closed()),
              batch.source().layoutVersion(),
              batch.source().partitions(),
              Math.max(cursor.settled(), batch.settled()));
      cursors.put(origin, next);
      return new Reply.Received(next);
    }

    @Override
    public Reply peerAcked(Command.PeerAcked acked) {
      PeerMark mark = peers.get(acked.peer());
      if (mark != null && mark.state() == PeerMark.State.ACTIVE) {
        long known = Math.min(acked.sequence(), rows.outboxLast());
        peers.put(acked.peer(), mark.acknowledged(known));
        trim();
      }
      return Reply.Noted.NOTED;
    }

    @Override
    public Reply rule(Command.Rule command) {
      if (identity.isEmpty()) {
        return refused(RefusalCode.NOT_READY, "the partition's log has not begun");
      }
      RuleInForce next = command.rule();
      RuleInForce now = rules.get(next.tableId());
      if (now == null || next.mayFollow(now)) {
        rules.put(next.tableId(), next);
      }
      return Reply.Noted.NOTED;
    }

    @Override
    public Reply init(Command.Init init) {
      if (identity.isEmpty()) {
        identity = Optional.of(init.identity());
        init.peers().forEach(peer -> peers.put(peer, new PeerMark(PeerMark.State.ACTIVE, 0)));
      }
      return Reply.Noted.NOTED;
    }

    @Override
    public Reply pause(Command.Pause pause) {
      peers.computeIfPresent(pause.peer(), (peer, mark) -> mark.paused(pause.paused()));
      return Reply.Noted.NOTED;
    }

    private void trim() {
      long everywhere =
          peers.values().stream()
              .filter(mark -> mark.state() == PeerMark.State.ACTIVE)
              .mapToLong(PeerMark::acknowledged)
              .min()
              .orElse(0);
      outboxTrimmed = Math.max(outboxTrimmed, everywhere);
    }
  }

  private static Reply refused(RefusalCode code, String message) {
    return new Reply.Refused(Refusal.of(code, message));
  }
}
