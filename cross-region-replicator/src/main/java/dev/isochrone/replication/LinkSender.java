package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.placement.Residency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sending half of a link, from one origin partition to one peer region, as a state machine and
 * nothing more: it is told what happened and says what should be done.
 *
 * <pre>
 *   WAITING    retry is due                                   -> OPENING
 *   OPENING    welcomed                                       -> STREAMING
 *   OPENING, STREAMING
 *              refused, broken, silent, or a peer that claims
 *              what it cannot have                            -> WAITING
 *   STREAMING  a change of a table that nobody here knows    -> WAITING, parked
 *   any        paused -> PAUSED, stopped -> STOPPED
 *   PAUSED     unpaused                                       -> OPENING
 * </pre>
 *
 * <p>It keeps nothing that must survive: what the peer has applied stands in the peer's log, and
 * {@code Welcome} tells. Each opening has a session number of its own, and what comes of an earlier
 * one is not heard.
 *
 * <p>Not thread-safe: one thread owns it. Invariants: a batch begins where the one before it ended,
 * the first where the peer stands; there are at most as many unacknowledged ones as the peer gave
 * credits for; a batch that only carries time is sent when the outbox has nothing else, and never
 * while another such one is unacknowledged; nothing is promised but what the outbox closed; no
 * change gets into a batch whose row the peer must not hold.
 */
public final class LinkSender {
  /** Where a link stands. */
  public enum Phase {
    /** No stream; one will be opened when it is due. */
    WAITING,
    /** A stream was opened, and the peer has not yet welcomed us. */
    OPENING,
    /** The peer takes changes. */
    STREAMING,
    /** An operator wants nothing to be sent. */
    PAUSED,
    /** The end. */
    STOPPED
  }

  /**
   * Why a link does not get on, as of its last stream.
   *
   * @param parked it will not get on until somebody has changed something; it looks again every few
   *     seconds
   * @param why for people; names no key and no value
   */
  public record Hindrance(boolean parked, String why) {}

  /**
   * What may be sent, and to whom.
   *
   * @param peer where it goes
   */
  public record Boundary(Region peer, Residency residency) {}

  private static final long NOT_READING = -1;

  private final ChangeBatch.Source source;
  private final Boundary boundary;
  private final LinkConfig config;
  private final List<SenderEffect> effects = new ArrayList<>();

  private Phase phase = Phase.WAITING;
  private long nowNanos;
  // WAITING: when to open. OPENING, STREAMING: when to give up, if anything is due from the peer.
  private long deadlineNanos;
  private int failures; // in a row, without an acknowledgement in between

  private Announced announced = Announced.NOTHING;
  private long settled;
  private long outboxLast; // of the outbox, as far as we have seen it
  private long acknowledged;
  private HlcTimestamp frontier = HlcTimestamp.MIN;
  private long reading = NOT_READING; // from where, if a read has not been answered
  private long heldBack;
  private long heldBackUpTo; // what is sent again is not counted again
  private Optional<Hindrance> hindrance = Optional.empty();

  // Of the present stream.
  private long session;
  private final Window window = new Window();
  private boolean writable;
  private boolean resumed; // and nothing was acknowledged since

  /**
   * A link that opens its first stream at the first tick.
   *
   * @param boundary what keeps rows from the peer
   * @param sessionsAbove every session has a greater number; above all those of earlier senders for
   *     the same link, or an answer to one of those may be taken for ours
   */
  public LinkSender(
      ChangeBatch.Source source,
      Boundary boundary,
      LinkConfig config,
      long sessionsAbove,
      long nowNanos) {
    this.source = source;
    this.boundary = boundary;
    this.config = config;
    this.session = sessionsAbove;
    this.nowNanos = nowNanos;
    this.deadlineNanos = nowNanos;
  }

  /** Takes an event, and says what is to be done about it. */
  public List<SenderEffect> on(SenderEvent event) {
    effects.clear();
    if (phase != Phase.STOPPED) {
      take(event);
      sendWhatFits();
    }
    return List.copyOf(effects);
  }

  public Phase phase() {
    return phase;
  }

  /** The peer has applied the outbox up to here, as far as this sender was told. */
  public long acknowledged() {
    return acknowledged;
  }

  /** The peer's frontier for this origin partition, as far as this sender was told. */
  public HlcTimestamp frontier() {
    return frontier;
  }

  /** The last change of the outbox that this sender has heard of. */
  public long outboxLast() {
    return outboxLast;
  }

  /** How many changes residency has kept from the peer, each counted once. */
  public long heldBack() {
    return heldBack;
  }

  /** Empty if the peer has acknowledged something since the link was last hindered. */
  public Optional<Hindrance> hindrance() {
    return hindrance;
  }

  /** When a tick is due, if nothing else happens; empty if none is. */
  public OptionalLong tickDueNanos() {
    return switch (phase) {
      case WAITING, OPENING -> OptionalLong.of(deadlineNanos);
      case STREAMING ->
          window.empty() && writable ? OptionalLong.empty() : OptionalLong.of(deadlineNanos);
      case PAUSED, STOPPED -> OptionalLong.empty();
    };
  }

  private void take(SenderEvent event) {
    if (event instanceof SenderEvent.Tick tick) {
      tick(tick.nowNanos());
    } else if (event instanceof SenderEvent.Grew grew) {
      announced = announced.later(grew.announced());
      settled = Math.max(settled, grew.settled());
      outboxLast = Math.max(outboxLast, announced.sequence());
    } else if (event instanceof SenderEvent.Read read) {
      read(read.slice());
    } else if (event instanceof SenderEvent.Unreadable unreadable) {
      reading = NOT_READING;
      if (phase == Phase.STREAMING) {
        broken(unreadable.why());
      }
    } else if (event instanceof SenderEvent.Paused) {
      closeStream("paused");
      phase = Phase.PAUSED;
    } else if (event instanceof SenderEvent.Unpaused) {
      unpaused();
    } else if (event instanceof SenderEvent.Stopped) {
      closeStream("stopped");
      phase = Phase.STOPPED;
    } else if (event instanceof SenderEvent.OnStream onStream) {
      if (isOpen() && onStream.session() == session) {
        heard(onStream);
      }
    } else {
      throw new AssertionError(event);
    }
  }

  private void heard(SenderEvent.OnStream event) {
    if (event instanceof SenderEvent.Welcomed welcome) {
      welcomed(welcome);
    } else if (event instanceof SenderEvent.Acked ack) {
      acked(ack);
    } else if (event instanceof SenderEvent.Resumed resume) {
      resumed(resume.sequence());
    } else if (event instanceof SenderEvent.Blocked) {
      writable = false;
    } else if (event instanceof SenderEvent.Writable) {
      writable = true;
    } else if (event instanceof SenderEvent.Refused refused) {
      refused(refused.refusal());
    } else if (event instanceof SenderEvent.Broken broken) {
      broken(broken.why());
    } else {
      throw new AssertionError(event);
    }
  }

  private void tick(long tickNanos) {
    nowNanos = tickNanos - nowNanos > 0 ? tickNanos : nowNanos;
    boolean due = tickDueNanos().isPresent() && nowNanos - deadlineNanos >= 0;
    if (due && phase == Phase.WAITING) {
      open();
    } else if (due) {
      broken("silent while " + phase);
    }
  }

  private void open() {
    session++;
    phase = Phase.OPENING;
    expectAnAnswer();
    effects.add(new SenderEffect.Open(session));
  }

  private void welcomed(SenderEvent.Welcomed welcome) {
    if (phase != Phase.OPENING || welcome.applied() > outboxLast || welcome.credits() < 1) {
      broken("welcomed after " + welcome.applied() + ", of " + outboxLast);
      return;
    }
    phase = Phase.STREAMING;
    window.open(welcome.applied(), Math.min(welcome.credits(), config.batchesMax()));
    writable = true;
    resumed = false;
    applied(welcome.applied());
  }

  private void acked(SenderEvent.Acked ack) {
    if (phase != Phase.STREAMING || ack.sequence() > window.sent()) {
      broken("acknowledged " + ack.sequence() + ", sent " + window.sent());
      return;
    }
    if (window.acknowledged(ack.sequence(), ack.frontier())) {
      failures = 0;
      hindrance = Optional.empty();
      resumed = false;
      expectAnAnswer();
    }
    frontier = frontier.max(ack.frontier());
    applied(ack.sequence());
  }

  private void resumed(long sequence) {
    if (phase != Phase.STREAMING || sequence > window.sent() || resumed) {
      // A second time, with nothing acknowledged in between, could go round for ever.
      broken("to resume after " + sequence + ", sent " + window.sent());
      return;
    }
    resumed = true;
    window.goBackTo(sequence);
  }

  private void refused(Refusal refusal) {
    boolean elsewhere = refusal.kind() == RefusalKind.ELSEWHERE && failures == 0;
    closeStream("refused: " + refusal.code());
    hindrance =
        Optional.of(
            new Hindrance(
                refusal.kind() == RefusalKind.NEVER,
                "refused: " + refusal.code() + ", " + refusal.message()));
    failures++;
    Duration delay = elsewhere ? Duration.ZERO : config.retry().delay(failures);
    if (refusal.kind() == RefusalKind.NEVER) {
      delay = config.retry().max(); // Till somebody has changed something.
    } else if (refusal.retryAfter().compareTo(delay) > 0) {
      delay = refusal.retryAfter();
    }
    openAfter(delay);
  }

  private void broken(String why) {
    closeStream(why);
    hindrance = Optional.of(new Hindrance(/* parked= */ false, why));
    failures++;
    openAfter(config.retry().delay(failures));
  }

  /** Time does not pass the change either: the peer's frontier stays before it. */
  private void park(String why) {
    closeStream(why);
    hindrance = Optional.of(new Hindrance(/* parked= */ true, why));
    openAfter(config.retry().max());
  }

  private void unpaused() {
    if (phase == Phase.PAUSED) {
      failures = 0;
      open();
    }
  }

  private void read(OutboxSlice slice) {
    long asked = reading;
    reading = NOT_READING;
    if (phase != Phase.STREAMING || asked != window.sent()) {
      return; // For an earlier stream, or from before a resume.
    }
    if (slice.from() != asked) {
      broken("the outbox begins after " + slice.from() + ", the peer stands at " + asked);
      return;
    }
    if (slice.to() == asked) {
      broken("nothing in the outbox after " + asked + ", of " + outboxLast);
      return;
    }
    outboxLast = Math.max(outboxLast, slice.to());
    OutboxSlice.Sifted sifted = slice.siftedFor(boundary.peer(), boundary.residency());
    if (sifted.unknownTable().isPresent()) {
      park("the directory has no table " + sifted.unknownTable().getAsInt());
      return;
    }
    count(sifted.heldBack());
    boolean upToAnnounced = slice.to() >= announced.sequence();
    HlcTimestamp closed = upToAnnounced ? slice.closed().max(announced.closed()) : slice.closed();
    send(slice, sifted.changes(), closed);
  }

  private void count(List<Long> kept) {
    heldBack += kept.stream().filter(sequence -> sequence > heldBackUpTo).count();
    heldBackUpTo = kept.isEmpty() ? heldBackUpTo : Math.max(heldBackUpTo, last(kept));
  }

  private static long last(List<Long> sequences) {
    return sequences.get(sequences.size() - 1);
  }

  /** Reads or sends on, as far as the peer, the stream and the outbox allow. */
  private void sendWhatFits() {
    if (phase != Phase.STREAMING || !writable || window.full()) {
      return;
    }
    long sent = window.sent();
    if (sent < announced.sequence()) {
      if (reading == NOT_READING) {
        reading = sent;
        effects.add(new SenderEffect.Read(sent, config.batchBytesMax()));
      }
    } else if (window.lacks(announced.closed())) {
      OutboxSlice nothing = new OutboxSlice(sent, sent, false, HlcTimestamp.MIN, List.of());
      send(nothing, List.of(), announced.closed());
    }
  }

  private void send(OutboxSlice slice, List<Change> changes, HlcTimestamp closed) {
    if (window.empty()) {
      expectAnAnswer();
    }
    window.sent(slice.to(), closed);
    ChangeBatch batch =
        new ChangeBatch(
            source,
            new ChangeBatch.Interval(
                slice.from(), slice.to(), slice.to() - slice.from() - changes.size(), 0),
            slice.endsInsideEntry(),
            closed,
            settled,
            changes);
    effects.add(new SenderEffect.Send(session, batch));
  }

  private void applied(long sequence) {
    if (sequence > acknowledged) {
      acknowledged = sequence;
      effects.add(new SenderEffect.PeerAcked(sequence));
    }
  }

  private boolean isOpen() {
    return phase == Phase.OPENING || phase == Phase.STREAMING;
  }

  private void closeStream(String why) {
    if (isOpen()) {
      effects.add(new SenderEffect.Close(session, why));
    }
  }

  private void expectAnAnswer() {
    deadlineNanos = nowNanos + config.silenceMax().toNanos();
  }

  private void openAfter(Duration delay) {
    phase = Phase.WAITING;
    deadlineNanos = nowNanos + delay.toNanos();
    if (delay.isZero()) {
      open();
    }
  }
}
