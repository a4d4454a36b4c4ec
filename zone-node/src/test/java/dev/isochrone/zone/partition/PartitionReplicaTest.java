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
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.LoneGroup;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.PartitionIdentity;
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
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);
  private PartitionReplica replica;

  @BeforeEach
  void open() throws IOException {
    replica = openReplica();
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
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(THERE, 0), 1, 1),
        ChangeBatch.Interval.whole(0, 0),
        false,
        HlcTimestamp.of(900_000, 0),
        0,
        List.of());
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

  private PartitionReplica openReplica() throws IOException {
    PartitionStore store =
        PartitionStore.open(
            disk,
            UNCACHED,
            () -> 0,
            "replica-test",
            fault -> {
              throw new AssertionError(fault);
            });
    RuleInForce rule =
        new RuleInForce(1, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1);
    return PartitionReplica.open(
        store,
        new PartitionReplica.Clocks(clock, () -> nanos, new Burst()),
        new Opening(
            new PartitionIdentity(new OriginPartition(HERE, 0), 1, List.of(SlotRange.ALL)),
            List.of(THERE),
            List.of(rule)),
        new PartitionReplica.Join() {
          @Override
          public <P extends Proposal> Group<P> join(ReplicatedState<P> state) {
            return new LoneGroup<>(state, new MemberId("a"), group);
          }
        },
        () -> false,
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
