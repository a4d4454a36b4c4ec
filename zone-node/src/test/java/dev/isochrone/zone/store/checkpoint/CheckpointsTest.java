package dev.isochrone.zone.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.zone.store.ContentAudit;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.xodus.XodusConfig;
import dev.isochrone.zone.store.xodus.XodusEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over true files: what the next start finds, whatever became of the one before. */
class CheckpointsTest {
  private static final int EVERY_BYTES = 100;
  private static final int MANY_STEPS = 1_000;

  @TempDir Path directory;
  private Path root;
  private String boot = "first";
  private Ledger held = Ledger.EMPTY;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  @BeforeEach
  void begin() {
    root = directory.resolve("partition-0");
  }

  @Test
  void stopInOrder_isTrusted_afterAnyStartOfTheMachine() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    stop(first);
    boot = "second";

    assertThat(reopenedAt()).isEqualTo(10);
    assertThat(root.resolve("store.aside")).doesNotExist();
  }

  @Test
  void crashOfTheProcess_isTrusted() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    crash(first);

    assertThat(reopenedAt()).isEqualTo(10);
  }

  @Test
  void crash_whereTheSystemNamesNoStart_isNotTrusted_butAStopInOrderIs() throws IOException {
    boot = BootId.UNKNOWN;
    Checkpoints first = open();
    fill(first, 10);
    stop(first);
    Checkpoints second = open();
    assertThat(at(second)).isEqualTo(10);
    crash(second);

    assertThat(reopenedAt()).isEqualTo(-1);
  }

  @Test
  void lossOfPower_withoutACheckpoint_leavesEverythingToTheLog() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    crash(first);
    boot = "second";

    assertThat(reopenedAt()).isEqualTo(-1);
    assertThat(root.resolve("store.aside")).exists();
  }

  /** Marked in order once; in use again when the power went. */
  @Test
  void lossOfPower_afterAnEarlierStopInOrder_isNotTrusted() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    stop(first);
    Checkpoints second = open();
    fill(second, 20);
    crash(second);
    boot = "second";

    assertThat(reopenedAt()).isEqualTo(-1);
  }

  @Test
  void lossOfPower_leavesWhatTheCheckpointHas() throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    fill(first, 20);
    crash(first);
    boot = "second";

    Checkpoints second = open();

    assertThat(at(second)).isEqualTo(10);
    assertThat(second.checkpointed()).isEqualTo(new LogPosition(1, 10));
    held = audited(second);
    checkpoint(second, 30);
    awaitGone(root.resolve("store.aside"));
    crash(second);
    boot = "third";
    assertThat(reopenedAt()).isEqualTo(30);
  }

  @Test
  void checkpoint_isMadeByBytesOfLog_andTheOneBeforeGoes() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    first.flushed(held, EVERY_BYTES - 1);
    assertThat(root.resolve("checkpoints")).isEmptyDirectory();

    awaitCheckpoint(first, EVERY_BYTES);
    fill(first, 20);
    first.flushed(held, 2 * EVERY_BYTES - 1);
    assertThat(first.checkpointed().index()).isEqualTo(10);
    awaitCheckpoint(first, 2 * EVERY_BYTES);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(root.resolve("checkpoints"))
                    .isDirectoryContaining("glob:**00000000000000000020")
                    .isDirectoryNotContaining("glob:**00000000000000000010"));
    stop(first);
  }

  /** How much was logged since the last one is not known then. */
  @Test
  void firstFlushOfAStart_makesOne_ifTheStoreIsAheadOfIt() throws IOException {
    Checkpoints first = open();
    fill(first, 10);
    stop(first);
    Checkpoints second = open();
    fill(second, 20);

    awaitCheckpoint(second, 1);

    assertThat(second.checkpointed()).isEqualTo(new LogPosition(1, 20));
    stop(second);
  }

  @Test
  void install_leavesACheckpointOfTheNewContentAlone() throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    fill(first, 20);

    first.installed(held);

    assertThat(first.checkpointed()).isEqualTo(new LogPosition(1, 20));
    crash(first);
    boot = "second";
    assertThat(reopenedAt()).isEqualTo(20);
  }

  @Test
  void damagedStore_isBuiltAnew_insteadOfAnError() throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    fill(first, 20);
    first
        .engine()
        .write(KvBatch.of(List.of(new KvChange.Delete(Space.META, Bytes.wrap(new byte[] {0})))));
    stop(first);

    assertThat(reopenedAt()).isEqualTo(10);
    assertThat(root.resolve("store.aside")).exists();
  }

  @Test
  void storeThatLostItsFiles_isBuiltAnew() throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    stop(first);
    Disk.ofThisMachine().delete(root.resolve("store"));

    assertThat(reopenedAt()).isEqualTo(10);
  }

  @Test
  void damagedCheckpoint_isRemoved_andTheOlderOneTaken() throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    Path older = root.resolve("checkpoints/00000000000000000010");
    Path kept = directory.resolve("kept");
    copy(older, kept);
    checkpoint(first, 20);
    crash(first);
    copy(kept, older);
    Path newest = root.resolve("checkpoints/00000000000000000020");
    damage(newest.resolve("00000000000.xd"));
    boot = "second";

    assertThat(reopenedAt()).isEqualTo(10);
    assertThat(newest).doesNotExist();
  }

  @Test
  void onlyCheckpointDamaged_leavesEverythingToTheLog() throws IOException {
    for (String file : List.of("00000000000.xd", Manifest.NAME)) {
      root = directory.resolve("with-damaged-" + file);
      held = Ledger.EMPTY;
      Checkpoints first = open();
      checkpoint(first, 10);
      crash(first);
      damage(root.resolve("checkpoints/00000000000000000010").resolve(file));
      boot = boot + "+";

      assertThat(reopenedAt()).as(file).isEqualTo(-1);
    }
  }

  /** The digest in the ledger tells what no checksum can: that a row is missing. */
  @Test
  void contentThatIsNotItsLedgers_isNoCheckpoint_stopsTheReplica_andIsNotTrustedAgain()
      throws IOException {
    Checkpoints first = open();
    checkpoint(first, 10);
    fill(first, 20);
    Bytes lost = new RowKey(Samples.key(20), Samples.version(20)).encode();
    first.engine().write(KvBatch.of(List.of(new KvChange.Delete(Space.ROWS, lost))));

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              first.flushed(held, 20 * EVERY_BYTES);
              assertThat(faults)
                  .singleElement()
                  .isInstanceOfSatisfying(
                      StoreException.class,
                      told -> assertThat(told.problem()).isEqualTo(StoreException.Problem.DAMAGED));
            });
    stop(first);
    assertThat(reopenedAt()).isEqualTo(10);
  }

  @Test
  void directoryInUse_isRefused_andLeftAlone() throws IOException {
    Checkpoints first = open();
    boot = "second";

    assertThatThrownBy(this::open).hasMessageContaining("another server");

    fill(first, 10);
    stop(first);
    assertThat(reopenedAt()).isEqualTo(10);
  }

  @Test
  void rebuild_stoppedAtAnyStep_isFinishedByTheNextStart() throws IOException {
    boolean wasStopped = true;
    for (int steps = 0; wasStopped; steps++) {
      faults.clear();
      assertThat(steps).isLessThan(MANY_STEPS);
      root = directory.resolve("rebuild-" + steps);
      held = Ledger.EMPTY;
      Checkpoints first = open();
      checkpoint(first, 10);
      fill(first, 20);
      crash(first);
      boot = "second of " + steps;
      wasStopped = stoppedWhileOpening(steps);

      assertThat(reopenedAt()).as("stopped after %d steps, same boot", steps).isEqualTo(10);
      boot = "third of " + steps;
      assertThat(reopenedAt()).as("stopped after %d steps", steps).isEqualTo(10);
    }
  }

  private boolean stoppedWhileOpening(int steps) throws IOException {
    StoppingDisk disk = new StoppingDisk(steps);
    try {
      crash(open(disk));
    } catch (StoppingDisk.Stopped powerIsGone) {
      assertThat(disk.hasStopped()).isTrue();
    }
    return disk.hasStopped();
  }

  @Test
  void checkpoint_stoppedAtAnyStep_leavesItOrTheOneBefore() throws IOException {
    boolean wasStopped = true;
    for (int steps = 0; wasStopped; steps++) {
      faults.clear();
      assertThat(steps).isLessThan(MANY_STEPS);
      root = directory.resolve("making-" + steps);
      held = Ledger.EMPTY;
      Checkpoints first = open();
      checkpoint(first, 10);
      fill(first, 20);
      stop(first);
      wasStopped = stoppedWhileMaking(steps);
      boot = "after " + steps;

      assertThat(reopenedAt()).as("stopped after %d steps", steps).isIn(10L, 20L);
    }
  }

  private boolean stoppedWhileMaking(int steps) throws IOException {
    StoppingDisk disk = new StoppingDisk(steps);
    faults.clear();
    try {
      Checkpoints second = open(disk);
      try {
        second.flushed(held, EVERY_BYTES);
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> second.checkpointed().index() == 20 || !faults.isEmpty());
      } catch (StoppingDisk.Stopped powerIsGone) {
        assertThat(disk.hasStopped()).isTrue();
      } finally {
        crash(second);
      }
    } catch (StoppingDisk.Stopped powerIsGone) {
      assertThat(disk.hasStopped()).isTrue();
    }
    return disk.hasStopped();
  }

  private Checkpoints open() throws IOException {
    return open(Disk.ofThisMachine());
  }

  private Checkpoints open(Disk disk) throws IOException {
    return Checkpoints.open(
        new ReplicaDirectory(root, disk, new XodusEngines(XodusConfig.CACHE_BYTES_MIN, true)),
        new Checkpoints.Config(EVERY_BYTES, () -> boot),
        faults::add);
  }

  private static void stop(Checkpoints checkpoints) {
    checkpoints.engine().close();
    checkpoints.ended(/* inOrder= */ true);
  }

  private static void crash(Checkpoints checkpoints) {
    checkpoints.engine().close();
    checkpoints.ended(/* inOrder= */ false);
  }

  /** Adds rows up to this number, and says in the ledger that it did so at this index. */
  private void fill(Checkpoints checkpoints, int upTo) {
    List<KvChange> changes = new ArrayList<>();
    Digest digest = held.digest();
    SortedMap<CountKey, Long> counts = new TreeMap<>(held.maps().counts());
    for (int n = (int) held.applied().index() + 2; n <= upTo; n++) {
      StoredKey key = Samples.key(n);
      StoredRow row = Samples.row(key, Samples.version(n), 200);
      Bytes rowKey = new RowKey(key, row.version()).encode();
      changes.add(new KvChange.Put(Space.ROWS, rowKey, row.record()));
      digest = digest.plus(Digest.of(rowKey, row.record()));
      counts.merge(new CountKey(key.tableId(), Samples.ORIGIN), 1L, Long::sum);
    }
    Ledger next =
        new Ledger(
            new LogPosition(1, upTo),
            Optional.empty(),
            Ledger.Time.NONE,
            Ledger.OutboxMarks.EMPTY,
            digest,
            new Ledger.Maps(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), counts));
    changes.addAll(LedgerCodec.changes(held, next));
    checkpoints.engine().write(KvBatch.of(changes));
    held = next;
  }

  private void checkpoint(Checkpoints checkpoints, int upTo) {
    fill(checkpoints, upTo);
    awaitCheckpoint(checkpoints, (long) upTo * EVERY_BYTES);
  }

  /** While one is being verified, a flush makes no other: so it is said until it is heard. */
  private void awaitCheckpoint(Checkpoints checkpoints, long logBytes) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              checkpoints.flushed(held, logBytes);
              return checkpoints.checkpointed().equals(held.applied()) || !faults.isEmpty();
            });
    assertThat(faults).isEmpty();
  }

  private static void awaitGone(Path path) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(path));
  }

  /** Opens, reads all, and lets go as a crash would; -1 for nothing. */
  private long reopenedAt() throws IOException {
    Checkpoints again = open();
    try {
      return audited(again).applied().index();
    } finally {
      crash(again);
    }
  }

  private static long at(Checkpoints checkpoints) {
    return audited(checkpoints).applied().index();
  }

  private static Ledger audited(Checkpoints checkpoints) {
    try (KvSnapshot snapshot = checkpoints.engine().snapshot()) {
      return ContentAudit.of(snapshot, () -> true);
    }
  }

  /** In the middle third, where rows are; the length stays. */
  private static void damage(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    for (int i = content.length / 3; i < content.length * 2 / 3; i++) {
      content[i] ^= 0x10;
    }
    Files.write(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
