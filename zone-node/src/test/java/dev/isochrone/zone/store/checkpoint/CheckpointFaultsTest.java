package dev.isochrone.zone.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.xodus.XodusConfig;
import dev.isochrone.zone.store.xodus.XodusEngines;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store and its checkpoints on a disk that fails: what stays in force, and who is told. */
class CheckpointFaultsTest {
  private static final int EVERY_BYTES = 100;
  private static final int MANY_STEPS = 100;

  /** More than a file of the engine holds, so that a checkpoint links one and copies one. */
  private static final int ROWS = 10;

  private static final int ROW_BYTES = 1 << 20;

  @TempDir Path directory;
  private Path root = Path.of("");
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  /** One life of a replica's store, from its start to its end. */
  private final class Life {
    private final FailingDisk disk = new FailingDisk();
    private final PartitionStore store;
    private Digest digest;
    private final SortedMap<CountKey, Long> counts;
    private long index;

    Life() throws IOException {
      Checkpoints checkpoints =
          Checkpoints.open(
              new ReplicaDirectory(root, disk, new XodusEngines(XodusConfig.CACHE_BYTES_MIN, true)),
              new Checkpoints.Config(EVERY_BYTES, () -> "boot"),
              faults::add);
      store =
          PartitionStore.open(
              checkpoints.engine(),
              StoreConfig.DEFAULT,
              () -> 0,
              checkpoints,
              "failing",
              faults::add);
      digest = store.opened().digest();
      counts = new TreeMap<>(store.opened().maps().counts());
      index = store.opened().applied().index();
    }

    void put(int n) {
      StoredKey key = Samples.key(n);
      StoredRow row = Samples.row(key, Samples.version(n), ROW_BYTES);
      Bytes rowKey = new RowKey(key, row.version()).encode();
      store.putRow(key, row, Optional.empty());
      digest = digest.plus(Digest.of(rowKey, row.record()));
      counts.merge(new CountKey(key.tableId(), Samples.ORIGIN), 1L, Long::sum);
    }

    /** An entry more, flushed, which has so many bytes in the log. */
    void grow(int bytes) {
      index++;
      Ledger ledger =
          new Ledger(
              new LogPosition(1, index),
              Optional.empty(),
              Ledger.Time.NONE,
              Ledger.OutboxMarks.EMPTY,
              digest,
              new Ledger.Maps(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), counts));
      store.logged(bytes);
      store.endEntry(() -> ledger);
      var unused = store.flush().join();
    }

    /** The same, as long as the store takes it. */
    void growIfItCan() {
      try {
        grow(EVERY_BYTES);
      } catch (StoreException | CompletionException stopped) {
        await().until(() -> !faults.isEmpty());
      }
    }

    long checkpointed() {
      return store.checkpointed().index();
    }

    void checkpoint() {
      grow(EVERY_BYTES);
      await().until(() -> checkpointed() == index);
      awaitVerifier();
    }

    /** While it reads one, a flush makes no other. */
    void awaitVerifier() {
      String name = "checkpoint-" + root.getFileName();
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().equals(name)));
    }
  }

  /**
   * The system calls clean what it has not written: a second sync would succeed, and mean nothing.
   */
  @Test
  void failedSync_atAnyStep_leavesTheLastCheckpoint_stopsTheReplica_andIsNotRepeated()
      throws IOException {
    boolean failed = true;
    for (int step = 0; failed; step++) {
      assertThat(step).isLessThan(MANY_STEPS);
      faults.clear();
      root = directory.resolve("sync-" + step);
      Life life = new Life();
      life.checkpoint();
      long last = life.checkpointed();

      life.disk.fail(FailingDisk.Step.SYNC, step);
      life.growIfItCan();
      await().until(() -> life.checkpointed() > last || !faults.isEmpty());
      failed = life.disk.failures() > 0;
      life.disk.heal();
      life.awaitVerifier();
      if (failed) {
        life.growIfItCan(); // Nothing comes of it.
        life.awaitVerifier();
      }
      long inForce = life.checkpointed();
      life.store.close();

      assertThat(failed).as("step %d", step).isEqualTo(inForce == last).isEqualTo(told());
      assertThat(life.disk.repeated()).isEmpty();
      if (failed) {
        assertThat(root.resolve("mark")).doesNotExist();
        assertThat(reopenedAt()).as("step %d", step).isBetween(last, life.index);
      }
    }
  }

  /** A full disk, say: nothing is lost, so the replica goes on, and tries again later. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SYNC")
  void copyThatCantBeMade_leavesTheLastCheckpoint_untilThereIsRoom(FailingDisk.Step step)
      throws IOException {
    root = directory.resolve("replica");
    Life life = new Life();
    for (int n = 1; n <= ROWS; n++) {
      life.put(n);
    }
    life.checkpoint();
    long last = life.checkpointed();

    life.disk.fail(step, /* after= */ 0);
    for (int attempt = 1; attempt <= 2; attempt++) {
      int failures = attempt;
      life.grow(EVERY_BYTES);
      await().until(() -> life.disk.failures() == failures);
      life.awaitVerifier();
    }

    assertThat(life.checkpointed()).isEqualTo(last);
    assertThat(faults).isEmpty();
    life.disk.heal();
    life.checkpoint();
    life.store.close();
    assertThat(reopenedAt()).isEqualTo(life.index);
  }

  /** The mark of the beginning stood, and the next start under the same kernel believed it. */
  @Test
  void failedSyncAtTheEnd_isNotTrustedByTheNextStart() throws IOException {
    root = directory.resolve("replica");
    Life life = new Life();
    life.checkpoint();
    long last = life.checkpointed();
    life.grow(/* bytes= */ 0);

    life.disk.fail(FailingDisk.Step.SYNC, 0);
    life.store.close();

    assertThat(life.disk.failures()).isOne();
    assertThat(life.disk.repeated()).isEmpty();
    assertThat(reopenedAt()).isEqualTo(last);
  }

  /** Whether the fault was told, once, and for what it was. */
  private boolean told() {
    if (faults.isEmpty()) {
      return false;
    }
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0))
        .satisfiesAnyOf(
            fault -> assertThat(fault).isInstanceOf(SyncFailedException.class),
            fault -> assertThat(fault).hasCauseInstanceOf(SyncFailedException.class));
    return true;
  }

  /** Opens, and lets go as a crash would. */
  private long reopenedAt() throws IOException {
    PartitionStore again = new Life().store;
    try {
      return again.opened().applied().index();
    } finally {
      again.abandon();
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
  }
}
