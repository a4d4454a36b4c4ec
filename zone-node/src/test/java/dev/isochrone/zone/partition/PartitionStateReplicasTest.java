package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.ContentAudit;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * One log, applied by a replica that never stops and by one that flushes, crashes, restarts and is
 * installed anew at any entry: both come to what the model says, at every entry and at the end.
 */
class PartitionStateReplicasTest {
  private static final int ENTRIES = 60;

  @ForSeeds(200)
  void replicas_ofOneLog_agree_whateverHappensToOne(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    PartitionModel model = new PartitionModel();
    AnyHistory history = new AnyHistory(random, model);
    List<LogEntry> log = new ArrayList<>();
    Replica steady = new Replica();
    Replica troubled = new Replica();

    for (int i = 0; i < ENTRIES; i++) {
      LogEntry entry = history.next();
      log.add(entry);
      HlcTimestamp closedBefore = steady.ledger().time().closed();
      List<PartitionModel.Result> expected = model.apply(position(i), entry);

      assertThat(steady.apply(log, i)).as("entry %d", i).isEqualTo(expected);
      assertThat(troubled.apply(log, i)).as("entry %d, troubled", i).isEqualTo(expected);

      assertThat(steady.ledger()).as("after entry %d", i).isEqualTo(model.ledger());
      assertThat(expected.stream().flatMap(result -> result.written().stream()))
          .allSatisfy(version -> assertThat(version.stamp().at()).isGreaterThan(closedBefore));
      assertThat(steady.ledger().time().closed()).isGreaterThanOrEqualTo(closedBefore);
      trouble(random, troubled, log);
    }

    steady.requireEqual(model);
    troubled.requireEqual(model);
    troubled.restart(log);
    troubled.requireEqual(model);
    steady.store.close();
    troubled.store.close();
    steady.requireAudited();
    troubled.requireAudited();
  }

  private static void trouble(RandomGenerator random, Replica replica, List<LogEntry> log)
      throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> replica.store.flush().join();
      case 3 -> replica.crash(log);
      case 4 -> replica.restart(log);
      case 5 -> replica.reinstall(log);
      default -> {
        // Nothing happens to it this time.
      }
    }
  }

  private static LogPosition position(int i) {
    return new LogPosition(1 + i / 30, i);
  }

  /** A state over a store over a disk; all of it but the disk may be lost. */
  private static final class Replica {
    private MemoryEngine disk = new MemoryEngine();
    private PartitionStore store = open(disk);
    private PartitionState state = new PartitionState(store);

    Ledger ledger() {
      return state.ledger();
    }

    List<PartitionModel.Result> apply(List<LogEntry> log, int i) {
      return state.apply(position(i), log.get(i)).stream().map(PartitionModel.Result::of).toList();
    }

    void crash(List<LogEntry> log) {
      store.abandon();
      reopen(log);
    }

    void restart(List<LogEntry> log) {
      store.close();
      reopen(log);
      assertThat(store.durable()).isEqualTo(ledger().applied()); // Nothing was left to the log.
    }

    private void reopen(List<LogEntry> log) {
      disk = disk.reopened();
      store = open(disk);
      state = new PartitionState(store);
      assertThat(ledger()).isEqualTo(store.opened());
      replay(log);
    }

    /** A new disk gets the state that the old one held, and the log after it. */
    void reinstall(List<LogEntry> log) throws IOException {
      MemoryEngine fresh = new MemoryEngine();
      PartitionStore next = open(fresh);
      PartitionState nextState = new PartitionState(next);
      try (StateSource source = store.export();
          InputStream in = source.open()) {
        nextState.restart(next.install(in));
      }
      assertThat(nextState.ledger().applied()).isEqualTo(store.durable());
      store.abandon();
      disk = fresh;
      store = next;
      state = nextState;
      replay(log);
    }

    private void replay(List<LogEntry> log) {
      for (int i = (int) ledger().applied().index() + 1; i < log.size(); i++) {
        apply(log, i);
      }
    }

    void requireEqual(PartitionModel model) {
      assertThat(ledger()).isEqualTo(model.ledger());
      IntStream.range(0, AnyHistory.ROWS)
          .mapToObj(Entries::key)
          .forEach(key -> assertThat(store.newest(key)).isEqualTo(model.newest(key)));
      StoredKey inOtherTable = AnyHistory.inOtherTable();
      assertThat(store.newest(inOtherTable)).isEqualTo(model.newest(inOtherTable));
      for (int table : new int[] {AnyHistory.LWW_TABLE, AnyHistory.VECTOR_TABLE}) {
        IntStream.range(0, AnyHistory.SHARED_ROWS)
            .mapToObj(id -> Entries.key(table, id))
            .forEach(key -> assertThat(store.newest(key)).isEqualTo(model.newest(key)));
        requireConflicts(model, table);
      }
      requireOutbox(model.owed());
    }

    /** Read in small pages, and one by one. */
    private void requireConflicts(PartitionModel model, int table) {
      List<StoredConflict> expected =
          model.shared().conflicts().values().stream()
              .filter(conflict -> conflict.key().tableId() == table)
              .map(one -> new StoredConflict(one.id(), ConflictCodec.encode(one)))
              .toList();
      List<StoredConflict> read = new ArrayList<>();
      List<StoredConflict> page = store.conflicts().list(table, Optional.empty(), 3);
      while (!page.isEmpty()) {
        read.addAll(page);
        page = store.conflicts().list(table, Optional.of(read.get(read.size() - 1).id()), 3);
      }
      assertThat(read).isEqualTo(expected);
      expected.forEach(one -> assertThat(store.conflicts().find(one.id())).contains(one));
    }

    /**
     * Read in small slices, as a link does; each says no more of time than its last entry closed.
     */
    private void requireOutbox(List<OutboxRecord> owed) {
      List<Change> read = new ArrayList<>();
      Ledger.OutboxMarks marks = ledger().outbox();
      for (long at = marks.trimmed(); at < marks.last(); ) {
        OutboxSlice slice = store.outbox(at, 300);
        assertThat(slice.from()).isEqualTo(at);
        read.addAll(slice.changes());
        at = slice.to();
        OutboxRecord last = owed.get(read.size() - 1);
        assertThat(slice.endsInsideEntry()).isEqualTo(!last.lastOfEntry());
        assertThat(slice.closed()).isEqualTo(last.lastOfEntry() ? last.closed() : HlcTimestamp.MIN);
      }
      assertThat(read).isEqualTo(owed.stream().map(OutboxRecord::change).toList());
    }

    /** Time stands still for it, so that it flushes when told to, and one seed is one story. */
    /** What is on the disk is what its ledger counted: what every checkpoint is asked. */
    void requireAudited() {
      try (KvSnapshot snapshot = disk.reopened().snapshot()) {
        assertThat(ContentAudit.of(snapshot, () -> true)).isEqualTo(ledger());
      }
    }

    private static PartitionStore open(MemoryEngine disk) {
      return PartitionStore.open(
          disk,
          new StoreConfig(1L << 20, 2L << 20, Duration.ofSeconds(5)),
          () -> 0,
          "replica",
          fault -> {
            throw new AssertionError(fault);
          });
    }
  }
}
