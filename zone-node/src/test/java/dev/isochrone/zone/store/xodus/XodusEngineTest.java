package dev.isochrone.zone.store.xodus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvEngineContract;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XodusEngineTest extends KvEngineContract {
  @TempDir Path directory;
  private final Map<KvEngine, Path> opened = new HashMap<>();

  @Override
  protected KvEngine open() {
    return openAt(directory.resolve("store-" + opened.size()));
  }

  @Override
  protected KvEngine reopen(KvEngine closed) {
    return openAt(at(closed));
  }

  private Path at(KvEngine engine) {
    return Objects.requireNonNull(opened.get(engine));
  }

  private KvEngine openAt(Path at) {
    KvEngine engine = XodusEngine.open(new XodusConfig(at, XodusConfig.CACHE_BYTES_MIN, true));
    opened.put(engine, at);
    return engine;
  }

  @Test
  void open_ofADirectoryInUse_fails() {
    KvEngine first = open();

    assertThatThrownBy(() -> openAt(at(first)))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.problem()).isEqualTo(StoreException.Problem.IO));
    first.close();
  }

  /** Xodus refuses to close under an open transaction, and would leave its lock file. */
  @Test
  void close_waitsForASnapshotThatIsBeingRead() throws Exception {
    KvEngine engine = open();
    engine.write(KvBatch.put(Space.ROWS, key(1), key(10)));
    KvSnapshot snapshot = engine.snapshot();

    Thread closing = new Thread(engine::close);
    closing.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThatThrownBy(engine::snapshot).isNotNull());

    assertThat(snapshot.get(Space.ROWS, key(1))).contains(key(10));
    snapshot.close();
    snapshot.close();
    closing.join(5_000);
    assertThat(closing.isAlive()).isFalse();
    openAt(at(engine)).close();
  }

  /** A value of a log file's size is what Xodus refuses most reliably. */
  @Test
  void write_thatFails_leavesNothing_andTheEngineTakesNoFurtherBatch() {
    KvEngine engine = open();
    KvBatch tooBig =
        KvBatch.of(
            List.of(
                new KvChange.Put(Space.ROWS, key(1), key(1)),
                new KvChange.Put(Space.ROWS, key(2), Bytes.wrap(new byte[9 << 20]))));

    assertThatThrownBy(() -> engine.write(tooBig)).isInstanceOf(StoreException.class);

    assertThatThrownBy(() -> engine.write(KvBatch.put(Space.ROWS, key(3), key(3))))
        .isInstanceOf(StoreException.class);
    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.get(Space.ROWS, key(1))).isEmpty();
    }
    engine.close();
    KvEngine again = openAt(at(engine));
    try (KvSnapshot snapshot = again.snapshot()) {
      assertThat(snapshot.from(Space.ROWS, Bytes.EMPTY)).isExhausted();
    }
    again.close();
  }

  /** The thread that LIBRARIES.md warns of: with the channels opened it writes and syncs. */
  @Test
  void write_byAnInterruptedThread_isDurable() {
    KvEngine engine = open();
    Thread.currentThread().interrupt();
    engine.write(KvBatch.put(Space.ROWS, key(1), key(10)));
    assertThat(Thread.interrupted()).isTrue();

    engine.write(KvBatch.put(Space.ROWS, key(2), key(20)));
    engine.close();

    KvEngine again = openAt(at(engine));
    try (KvSnapshot snapshot = again.snapshot()) {
      assertThat(snapshot.get(Space.ROWS, key(1))).contains(key(10));
      assertThat(snapshot.get(Space.ROWS, key(2))).contains(key(20));
    }
    again.close();
  }
}
