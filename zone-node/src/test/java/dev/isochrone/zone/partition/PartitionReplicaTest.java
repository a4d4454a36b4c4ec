package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.LoneGroup;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.Safeguard;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionReplicaTest {
  /** So that a read sees the disk. */
  private static final StoreConfig UNCACHED =
      new StoreConfig(1L << 20, 2L << 20, Duration.ofSeconds(5), 0, 1L << 30);

  private static final Origin HERE = new Origin(1);
  private static final Origin THERE = new Origin(2);
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final TimeLimit AMPLE = new TimeLimit(() -> 0, 1);
  private static final StoredKey KEY =
      StoredKey.row(1, new Slot(3), KeyTuple.encode(Key.of(new KeyPart.Int64(7))));

  private final LoneGroup.Circumstances group = new LoneGroup.Circumstances();
  private final MemoryEngine disk = new MemoryEngine();
  private long wall = 1_000_000;
  private long nanos;
  private boolean diskFull;
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);
  private PartitionReplica replica;

  @BeforeEach
  void open() throws IOException {
    replica = openReplica(flushing(UNCACHED));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  /** Whatever it proposed would be stamped ahead of the wall, and draw every other clock along. */
  @Test
  void stalledClock_proposesNothing_neitherItsOwnWords_norAPeers() {
    clock.tick();
    wall -= 10_000;

    replica.tick();
    nanos += HOUR_NANOS;
    replica.tick();

    assertThat(refusal(replica.write(put(Condition.None.NONE), AMPLE)).code())
        .isEqualTo(RefusalCode.NOT_READY);
    assertThat(refusal(replica.receive(closedThere())).code()).isEqualTo(RefusalCode.CLOCK_STALLED);
    assertThat(replica.ledger().applied().index()).isNegative();

    wall += 10_000;
    replica.tick();
    assertThat(replica.isOpen()).isTrue();
    assertThat(replica.receive(closedThere()).join()).isInstanceOf(Outcome.Done.class);
    wall -= 10_000;
    assertThat(refusal(replica.write(put(Condition.None.NONE), AMPLE)).code())
        .isEqualTo(RefusalCode.CLOCK_STALLED);
  }

  @Test
  void quietPartition_closesItsTime_onceTheClockRunsAgain() {
    replica.tick();
    HlcTimestamp closed = replica.ledger().time().closed();
    nanos += HOUR_NANOS;
    wall -= 10_000;
    replica.tick();
    assertThat(replica.ledger().time().closed()).isEqualTo(closed);

    wall += 20_000;
    replica.tick();

    assertThat(replica.ledger().time().closed()).isGreaterThan(closed);
  }

  @Test
  void conditionThatFailsOnADamagedRow_isRefused_andTheRowNotShown() {
    replica.tick();
    Version first = done(replica.write(put(Condition.None.NONE), AMPLE));
    replica.store().flush().join();
    damageTheRow();

    Refusal refusal = refusal(replica.write(put(Condition.Absent.ABSENT), AMPLE));

    assertThat(first.homeEpoch()).isEqualTo(1);
    assertThat(refusal.code()).isEqualTo(RefusalCode.CONDITION_FAILED);
    assertThat(refusal.current()).isEmpty();
  }

  /** The regions' clocks differ, so what a caller has read there may be later than what is now. */
  @Test
  void contextOfAFasterClock_isForLater_andTakenOnceThisClockHasPassedIt() {
    replica.tick();
    CausalContext seen = seen(HlcTimestamp.of(wall + 40, 3));

    Refusal refusal = refusal(replica.write(shared(seen), AMPLE));

    assertThat(refusal.code()).isEqualTo(RefusalCode.CLOCK_BEHIND);
    assertThat(refusal.kind()).isEqualTo(RefusalKind.LATER);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(41));

    wall += refusal.retryAfter().toMillis();
    Version written = done(replica.write(shared(seen), AMPLE));
    assertThat(written.stamp().at()).isGreaterThan(seen.latest());
  }

  /** The region's own stream brings the time with it, and then there is nothing to wait for. */
  @Test
  void contextOfAFasterClock_isTakenAtOnce_ifWhatWasReadHasCome() {
    replica.tick();
    CausalContext seen = seen(HlcTimestamp.of(wall + 40, 3));
    done(replica.receive(batch(wall + 41)));

    Version written = done(replica.write(shared(seen), AMPLE));

    assertThat(written.stamp().at()).isGreaterThan(seen.latest());
  }

  /** Whoever can forge a context could stop all writes by it, if clocks learned from callers. */
  @Test
  void context_neverMovesTheClock_howeverLateItIs() {
    replica.tick();
    HlcTimestamp before = clock.latest();

    for (long ahead : new long[] {1, 499, 501, 3_600_000, HlcTimestamp.MAX.millis() - wall}) {
      Refusal refusal =
          refusal(replica.write(shared(seen(HlcTimestamp.of(wall + ahead, 0))), AMPLE));

      assertThat(refusal.code()).isEqualTo(RefusalCode.CLOCK_BEHIND);
      assertThat(refusal.retryAfter())
          .isEqualTo(Duration.ofMillis(Math.min(ahead + 1, Refusal.RETRY_AFTER_MAX.toMillis())));
    }

    assertThat(clock.latest().millis()).isEqualTo(before.millis());
    done(replica.write(put(Condition.None.NONE), AMPLE));
  }

  @Test
  void fullDisk_refusesAPeersChanges_andTakesThemWhereTheyLeftOff() {
    replica.tick();
    done(replica.receive(batch(wall - 2, change(1, wall - 3))));
    diskFull = true;

    Refusal refusal = refusal(replica.receive(batch(1, wall, change(2, wall - 1))));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DISK_FULL);
    assertThat(refusal.kind()).isEqualTo(RefusalKind.LATER);
    assertThat(refusal.retryAfter()).isPositive();
    assertThat(replica.frontier(THERE).sequence()).isEqualTo(1);

    diskFull = false;
    assertThat(done(replica.receive(batch(1, wall, change(2, wall - 1)))).cursor().sequence())
        .isEqualTo(2);
  }

  /** Or a disk could never empty again, and frontiers would stand for want of nothing. */
  @Test
  void fullDisk_takesTheTimeOfAQuietPeer_andAcknowledgements_andPauses_andCloses() {
    replica.tick();
    done(replica.write(put(Condition.None.NONE), AMPLE));
    diskFull = true;

    done(replica.receive(batch(wall - 1)));
    replica.acknowledged(THERE, 1);
    done(replica.pause(THERE, true));
    HlcTimestamp closed = replica.ledger().time().closed();
    nanos += HOUR_NANOS;
    wall += 1_000;
    replica.tick();

    assertThat(replica.frontier(THERE).frontier()).isEqualTo(HlcTimestamp.of(wall - 1_001, 0));
    assertThat(replica.ledger().outbox().trimmed()).isEqualTo(1);
    assertThat(replica.ledger().maps().peers().get(THERE)).matches(PeerMark::paused);
    assertThat(replica.ledger().time().closed()).isGreaterThan(closed);
  }

  @Test
  void memoryThatIsFull_refusesAPeersChanges_untilItIsFlushed() throws IOException {
    replica.close();
    group.leads = true;
    replica = openReplica(byHand(new StoreConfig(500, 1_000, Duration.ofSeconds(5), 0, 1L << 30)));
    replica.tick();
    long sequence = 0;
    while (!replica.store().isFull()) {
      sequence++;
      done(replica.receive(batch(sequence - 1, wall, change(sequence, wall - 100))));
    }

    ChangeBatch next = batch(sequence, wall, change(sequence + 1, wall));
    assertThat(refusal(replica.receive(next)).code()).isEqualTo(RefusalCode.OVERLOADED);
    assertThat(refusal(replica.receive(next)).kind()).isEqualTo(RefusalKind.LATER);
    while (replica.store().isFull()) {
      assertThat(replica.store().flushStep()).isTrue();
    }

    assertThat(done(replica.receive(next)).cursor().sequence()).isEqualTo(sequence + 1);
  }

  private void damageTheRow() {
    KvEntry row;
    try (KvSnapshot snapshot = disk.snapshot()) {
      row = snapshot.firstAtOrAfter(Space.ROWS, Bytes.EMPTY).orElseThrow();
    }
    byte[] record = row.value().toArray();
    record[record.length - 1] ^= 1;
    disk.write(KvBatch.put(Space.ROWS, row.key(), Bytes.wrap(record)));
  }

  private static ChangeBatch closedThere() {
    return batch(900_000);
  }

  private static ChangeBatch batch(long closedMillis, Change... changes) {
    return batch(0, closedMillis, changes);
  }

  private static ChangeBatch batch(long from, long closedMillis, Change... changes) {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(THERE, 0), 1, 1),
        ChangeBatch.Interval.whole(from, from + changes.length),
        false,
        HlcTimestamp.of(closedMillis, 0),
        0,
        List.of(changes));
  }

  private static Change change(long sequence, long millis) {
    StoredKey key =
        StoredKey.row(1, new Slot(3), KeyTuple.encode(Key.of(new KeyPart.Int64(sequence))));
    Version version = new Version(1, new Stamp(HlcTimestamp.of(millis, 0), THERE));
    RowVersion row =
        new RowVersion(
            version,
            false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            Bytes.wrap(new byte[] {1, 0}));
    return new Change(sequence, key, RecordCodec.encode(key, row));
  }

  private static CausalContext seen(HlcTimestamp at) {
    return CausalContext.EMPTY.with(new Stamp(at, THERE));
  }

  /** Of a row that every region writes. */
  private static Command.Write shared(CausalContext seen) {
    return new Command.Write(
        List.of(
            new Mutation(
                StoredKey.row(2, new Slot(3), KeyTuple.encode(Key.of(new KeyPart.Int64(7)))),
                Optional.of(Bytes.wrap(new byte[] {1, 0})),
                Condition.None.NONE,
                new Mutation.RoutedBy(1, 0),
                new RowVersion.WrittenBy(1, 1),
                Optional.of(seen))));
  }

  private static Command.Write put(Condition condition) {
    return new Command.Write(
        List.of(
            new Mutation(
                KEY,
                Optional.of(Bytes.wrap(new byte[] {1, 0})),
                condition,
                new Mutation.RoutedBy(1, 1),
                new RowVersion.WrittenBy(1, 1),
                Optional.empty())));
  }

  private static <T> T done(CompletableFuture<Outcome<T>> outcome) {
    assertThat(outcome).isCompleted();
    return ((Outcome.Done<T>) outcome.join()).value();
  }

  private static <T> Refusal refusal(CompletableFuture<Outcome<T>> outcome) {
    assertThat(outcome).isCompleted();
    return ((Outcome.Refused<T>) outcome.join()).refusal();
  }

  private PartitionStore flushing(StoreConfig config) {
    return PartitionStore.open(
        disk,
        config,
        () -> 0,
        "replica-test",
        fault -> {
          throw new AssertionError(fault);
        });
  }

  private static PartitionStore byHand(StoreConfig config) {
    return PartitionStore.openByHand(
        new MemoryEngine(),
        config,
        () -> 0,
        Safeguard.NONE,
        "replica-test",
        fault -> {
          throw new AssertionError(fault);
        });
  }

  private PartitionReplica openReplica(PartitionStore store) throws IOException {
    RuleInForce rule =
        new RuleInForce(1, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1);
    return PartitionReplica.open(
        store,
        new PartitionReplica.Clocks(clock, () -> nanos, new Burst()),
        new Opening(
            new PartitionIdentity(new OriginPartition(HERE, 0), 1, List.of(SlotRange.ALL)),
            List.of(THERE),
            List.of(rule, RuleInForce.multiMaster(2, 1, 1, ConflictPolicy.LWW))),
        new PartitionReplica.Join() {
          @Override
          public <P extends Proposal> Group<P> join(ReplicatedState<P> state) {
            return new LoneGroup<>(state, new MemberId("a"), group);
          }
        },
        () -> diskFull,
        opened -> new Deaf());
  }

  private static final class Deaf implements PartitionReplica.Listener {
    @Override
    public void announced() {
      // Nobody to tell.
    }

    @Override
    public void leads(boolean leads) {
      // Nobody to tell.
    }
  }
}
