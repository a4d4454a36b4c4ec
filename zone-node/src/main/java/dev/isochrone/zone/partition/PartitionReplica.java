package dev.isochrone.zone.partition;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Standing;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Tick;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.zone.store.CacheCounts;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * This node's replica of one partition: its log, its state and its store, and what the node's
 * services ask of them. Any thread; nothing here waits.
 */
public final class PartitionReplica implements AutoCloseable {
  /**
   * A partition that has announced nothing for this long commits a CLOSE, so that frontiers move on
   * though nobody writes.
   */
  static final Duration CLOSE_INTERVAL = Duration.ofMillis(500);

  private static final Duration RETRY_AFTER = Duration.ofMillis(100);

  private static final Refusal NOT_CONFIRMED =
      Refusal.later(
          RefusalCode.NOT_CONFIRMED, "no majority confirmed the leader in time", RETRY_AFTER);

  private static final Refusal CORRUPT =
      Refusal.of(RefusalCode.CORRUPT, "this replica's record is damaged; ask another one");

  /** A disk is not emptied in less. */
  private static final Duration DISK_RETRY_AFTER = Duration.ofSeconds(5);

  /** What the replica tells those above it, on the log's threads; must not wait. */
  public interface Listener {
    /** Peers are owed more: changes, or only time. */
    void announced();

    /** This node begins, or ends, to lead the partition. */
    void leads(boolean leads);
  }

  /** Makes this node's member of the group that drives a state. */
  @FunctionalInterface
  public interface Join {
    /** Joins, and from then on drives the state, perhaps before it returns. */
    <P extends Proposal> Group<P> join(ReplicatedState<P> state) throws IOException;
  }

  /**
   * What the replicas of a node share.
   *
   * @param burst in which the writes of one entry are answered
   */
  public record Clocks(HybridClock hybrid, Ticker ticker, Burst burst) {}

  private final PartitionStore store;
  private final PartitionLog log;
  private final Group<Batch> group;
  private final GroupCommit commit;
  private final Clocks clocks;
  private volatile Opening.Saying saying;
  private final BooleanSupplier diskFull;
  private volatile long announcedNanos;

  private PartitionReplica(
      PartitionStore store,
      PartitionLog log,
      Group<Batch> group,
      Clocks clocks,
      Opening opening,
      BooleanSupplier diskFull) {
    this.store = store;
    this.log = log;
    this.group = group;
    this.clocks = clocks;
    this.saying = new Opening.Saying(opening);
    this.diskFull = diskFull;
    this.commit = new GroupCommit(GroupCommit.Limits.DEFAULT, group::propose, clocks.burst());
    this.announcedNanos = clocks.ticker().nanos();
  }

  /** A node, as its partitions' groups know it. */
  public static MemberId member(NodeId node) {
    return new MemberId(node.name());
  }

  /**
   * Opens the replica over its store and joins its log.
   *
   * @param opening what a new partition's log says first
   * @param join makes the member of the group that drives the given state
   * @param diskFull whether writes are to be refused for want of room; any thread asks, for each
   * @param listener made once the replica stands, and told of the leadership it may have by then
   */
  public static PartitionReplica open(
      PartitionStore store,
      Clocks clocks,
      Opening opening,
      Join join,
      BooleanSupplier diskFull,
      Function<PartitionReplica, Listener> listener)
      throws IOException {
    PartitionLog log = new PartitionLog(store, clocks.hybrid(), clocks.burst());
    opening.requireSame(log.ledger());
    Group<Batch> group = join.join(log);
    PartitionReplica replica = new PartitionReplica(store, log, group, clocks, opening, diskFull);
    log.listen(replica.relay(listener.apply(replica)));
    return replica;
  }

  /** The state after the last applied entry. */
  public Ledger ledger() {
    return log.ledger();
  }

  public PartitionStore store() {
    return store;
  }

  public boolean leads() {
    return group.leads();
  }

  /** Hands the leadership to another replica; false if that does not come to lead in time. */
  public CompletableFuture<Boolean> handOver(NodeId to) {
    return group.transfer(member(to));
  }

  public Optional<MemberId> leader() {
    return group.leader();
  }

  public long term() {
    return group.term();
  }

  /** How far this replica and those beside it are. */
  public Standing standing() {
    return group.standing();
  }

  public GroupId groupId() {
    return group.id();
  }

  public LogPosition durable() {
    return store.durable();
  }

  /** The position of the last verified checkpoint; START if there is none. */
  public LogPosition checkpointed() {
    return store.checkpointed();
  }

  /** Bytes of this member's log on its disk. Reads file sizes: for status and metrics. */
  public long logBytes() {
    return group.logBytes();
  }

  /**
   * What stands before the log.
   *
   * @param commands that wait for an entry; with all bounds full 16,384
   * @param bytes theirs, as the log has them
   * @param entriesInFlight proposed and not settled; 2 at most
   */
  public record Queue(int commands, long bytes, int entriesInFlight) {}

  /** What waits to be proposed, as of some moment of the call: for status and metrics. */
  public Queue queue() {
    return commit.queue();
  }

  /** What the row cache did. */
  public CacheCounts cacheCounts() {
    return store.cacheCounts();
  }

  /**
   * Writes under one stamp. A refusal came before anything was proposed, or from apply;
   * OUTCOME_UNKNOWN is the third outcome. Where a condition failed, the refusal shows the row.
   *
   * <p>A write by somebody who has seen what is later than this node's clock waits, at its
   * caller's, until the clock has passed that by itself: CLOCK_BEHIND. What callers give never
   * moves the clock. Anybody can make up a causal context; one within the clock's bound would bring
   * it to the brink, where it stalls, and no one could write.
   *
   * @param limit if it is over before the write is proposed, it is not proposed
   */
  public CompletableFuture<Outcome<Version>> write(Command.Write write, TimeLimit limit) {
    Optional<Refusal> refusal = notNow().or(() -> clockBehind(write));
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
    }
    return commit.submit(write, limit).thenApply(PartitionReplica::written);
  }

  private static Outcome<Version> written(Reply reply) {
    return reply instanceof Reply.Written written
        ? Outcome.done(written.version())
        : Outcome.refused(((Reply.Refused) reply).shown());
  }

  /**
   * Applies a peer's batch, and says where that left its origin partition; a gap leaves it where it
   * was.
   *
   * <p>Where there is no room for a client's write, there is none for a peer's changes: DISK_FULL
   * or OVERLOADED, for now. The peer keeps them, and comes again from where the cursor stands. What
   * makes room, or takes none, is never refused for want of it, so nobody waits for each other: a
   * batch of time alone, which leaves a cursor in the place of another one; what peers {@link
   * #acknowledged}, which lets the outbox be trimmed; pauses, and the CLOSE of a {@link #tick}. Of
   * two regions that both have no room, either goes on as soon as it is given some, whatever the
   * other has.
   */
  public CompletableFuture<Outcome<Reply.Received>> receive(ChangeBatch batch) {
    Optional<Refusal> refusal =
        clockRefusal().or(() -> batch.changes().isEmpty() ? Optional.empty() : noRoom());
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
    }
    return commit
        .submit(new Command.Remote(batch))
        .thenApply(
            reply ->
                reply instanceof Reply.Received received
                    ? Outcome.done(received)
                    : Outcome.refused(((Reply.Refused) reply).refusal()));
  }

  /**
   * Notes in the log that a peer has applied our outbox up to a sequence. If it gets lost, the peer
   * will say it again.
   */
  public void acknowledged(Origin peer, long sequence) {
    commit.tell(new Command.PeerAcked(peer, sequence));
  }

  /**
   * Notes in the log whether anything is to be sent to a peer. Done once it is applied; refused if
   * this node does not lead, or the log has not begun.
   */
  public CompletableFuture<Outcome<Reply.Noted>> pause(Origin peer, boolean paused) {
    Optional<Refusal> refusal =
        isOpen()
            ? clockRefusal()
            : Optional.of(
                Refusal.later(RefusalCode.NO_LEADER, "this node does not lead", RETRY_AFTER));
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
    }
    return commit
        .submit(new Command.Pause(peer, paused))
        .thenApply(
            reply ->
                reply instanceof Reply.Refused refused
                    ? Outcome.refused(refused.refusal())
                    : Outcome.done(Reply.Noted.NOTED));
  }

  /**
   * Confirms that this node leads, by a majority that is asked after this call, or, if {@code
   * level} is LEASED, by a lease that clocks bound. Empty: reads that arrived before may be served
   * from what is applied here.
   */
  public CompletableFuture<Optional<Refusal>> confirm(Consistency level) {
    CompletableFuture<Confirmation> confirmed =
        level == Consistency.LEASED ? group.confirmLease() : group.confirmLeadership();
    return confirmed.thenApply(
        confirmation ->
            confirmation == Confirmation.CONFIRMED ? Optional.empty() : Optional.of(NOT_CONFIRMED));
  }

  /** The row as applied here, now; a tombstone is a version too. */
  public Outcome<Optional<RowVersion>> readLocal(StoredKey key) {
    Optional<StoredRow> newest = store.newest(key);
    if (newest.isEmpty()) {
      return Outcome.done(Optional.empty());
    }
    try {
      return Outcome.done(Optional.of(RecordCodec.decode(key, newest.get().record())));
    } catch (FormatException damaged) {
      return Outcome.refused(CORRUPT);
    }
  }

  /** A row of a multi-master table as applied here, now: all its versions. */
  public Outcome<Optional<SiblingSet>> siblingsLocal(StoredKey key) {
    Optional<StoredRow> newest = store.newest(key);
    if (newest.isEmpty()) {
      return Outcome.done(Optional.empty());
    }
    try {
      return Outcome.done(Optional.of(SiblingCodec.decode(key, newest.get().record())));
    } catch (FormatException damaged) {
      return Outcome.refused(CORRUPT);
    }
  }

  /**
   * Conflict records of a table as applied here, now, of all regions, withdrawn ones too; ascending
   * by stored key and stamp.
   *
   * @param after the last one of the answer before; empty: from the beginning
   * @param max at most so many; fewer: there are no more
   */
  public Outcome<List<ConflictRecord>> conflicts(int tableId, Optional<ConflictId> after, int max) {
    List<ConflictRecord> records = new ArrayList<>();
    try {
      for (StoredConflict conflict : store.conflicts().list(tableId, after, max)) {
        records.add(ConflictCodec.decode(conflict.id().key(), conflict.record()));
      }
      return Outcome.done(records);
    } catch (FormatException damaged) {
      return Outcome.refused(CORRUPT);
    }
  }

  /** One conflict record as applied here, now. */
  public Outcome<Optional<ConflictRecord>> conflict(ConflictId id) {
    Optional<StoredConflict> stored = store.conflicts().find(id);
    try {
      return Outcome.done(
          stored.isEmpty()
              ? Optional.empty()
              : Optional.of(ConflictCodec.decode(id.key(), stored.get().record())));
    } catch (FormatException damaged) {
      return Outcome.refused(CORRUPT);
    }
  }

  /**
   * How far behind another region's changes this replica is: the least cursor of its partitions;
   * NONE if not all of them have been heard of.
   */
  public Cursor frontier(Origin origin) {
    return Frontiers.of(ledger(), origin);
  }

  /**
   * Whether this node leads, as far as it knows, and the log has said all that must come before the
   * first write.
   */
  public boolean isOpen() {
    return group.leads() && saying.isDone(ledger());
  }

  /**
   * From here on rows of these tables may be written, as soon as the log has said their rules;
   * whoever leads says them at its next {@link #tick}. One thread.
   */
  public void route(List<RuleInForce> rules) {
    Opening known = saying.opening();
    saying = new Opening.Saying(new Opening(known.identity(), known.peers(), rules));
  }

  /**
   * To be called every 100 ms or so: says what the log lacks at its beginning, and closes time
   * where nobody writes.
   */
  public void tick() {
    if (!group.leads() || clockRefusal().isPresent()) {
      return; // A clock ahead of its wall must not draw the region's clocks after it.
    }
    saying.opening().missing(ledger()).forEach(commit::tell);
    long silentNanos = clocks.ticker().nanos() - announcedNanos;
    boolean owesPeers = !ledger().maps().peers().isEmpty();
    if (owesPeers && silentNanos >= CLOSE_INTERVAL.toNanos()) {
      commit.close();
    }
  }

  /** Leaves the log, and lets go of the store as a crash would. */
  public void kill() {
    group.close();
    store.abandon();
  }

  /** Leaves the log, then flushes and closes the store. Idempotent. */
  @Override
  public void close() {
    group.close();
    store.close();
  }

  /** Why nothing may be proposed now. Refusing here is safe: nothing has left. */
  private Optional<Refusal> notNow() {
    if (!group.leads()) {
      return Optional.of(
          Refusal.later(RefusalCode.NO_LEADER, "this node does not lead", RETRY_AFTER));
    }
    Optional<Refusal> noRoom = noRoom();
    if (noRoom.isPresent()) {
      return noRoom;
    }
    if (!saying.isDone(ledger())) {
      return Optional.of(
          Refusal.later(RefusalCode.NOT_READY, "the partition's log has just begun", RETRY_AFTER));
    }
    return clockRefusal();
  }

  private Optional<Refusal> noRoom() {
    if (diskFull.getAsBoolean()) {
      return Optional.of(
          Refusal.later(RefusalCode.DISK_FULL, "the leader's disk is full", DISK_RETRY_AFTER));
    }
    return store.isFull()
        ? Optional.of(
            Refusal.later(RefusalCode.OVERLOADED, "writes are faster than the disk", RETRY_AFTER))
        : Optional.empty();
  }

  /**
   * After the clock's reading was asked for: the stamp will be above that, whatever the wall says.
   */
  private Optional<Refusal> clockBehind(Command.Write write) {
    HlcTimestamp clock = clocks.hybrid().latest();
    HlcTimestamp seen = write.seen();
    return seen.isAfter(clock) ? Optional.of(Refusal.clockBehind(clock, seen)) : Optional.empty();
  }

  private Optional<Refusal> clockRefusal() {
    return clocks.hybrid().tick() instanceof Tick.Stalled stalled
        ? Optional.of(
            Refusal.later(
                RefusalCode.CLOCK_STALLED,
                "the node's clock is stalled: " + stalled.why(),
                RETRY_AFTER))
        : Optional.empty();
  }

  private PartitionLog.Listener relay(Listener listener) {
    return new PartitionLog.Listener() {
      @Override
      public void announced() {
        announcedNanos = clocks.ticker().nanos();
        listener.announced();
      }

      @Override
      public void leads(boolean leads) {
        listener.leads(leads);
      }
    };
  }
}
