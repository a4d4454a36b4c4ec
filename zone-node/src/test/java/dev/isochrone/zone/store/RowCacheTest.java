package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache as readers of a store meet it: a flush may overtake them anywhere. */
class RowCacheTest {
  private static final StoreConfig CONFIG =
      new StoreConfig(1L << 20, 4L << 20, Duration.ofHours(1), 1L << 20, 1L << 30);

  private final GatedEngine engine = new GatedEngine(new MemoryEngine());
  private final PartitionStore store = open(CONFIG, engine);
  private final StoredKey key = Samples.key(1);
  private long index;

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void secondRead_isAnsweredWithoutTheEngine() {
    StoredRow row = inEngineOnly(1);
    assertThat(store.newest(key)).contains(row);

    engine.beforeNextSnapshot(
        () -> {
          throw new AssertionError("the engine was asked");
        });

    assertThat(store.newest(key)).contains(row);
    assertThat(store.cacheCounts().hits()).isEqualTo(1);
    assertThat(store.cacheCounts().misses()).isEqualTo(1);
    assertThat(store.cacheCounts().bytes()).isPositive();
  }

  @Test
  void absence_isCachedToo_andEndsWithTheRow() {
    assertThat(store.newest(key)).isEmpty();
    assertThat(store.newest(key)).isEmpty();
    assertThat(store.cacheCounts().hits()).isEqualTo(1);

    StoredRow row = put(1);
    assertThat(store.newest(key)).contains(row);
    flush();

    assertThat(store.newest(key)).contains(row);
  }

  /** Else a row that is written all the time would be read back after each flush. */
  @Test
  void flush_leavesWhatItWrote() {
    inEngineOnly(1);
    store.newest(key);
    StoredRow second = put(2);
    flush();
    engine.beforeNextSnapshot(
        () -> {
          throw new AssertionError("the engine was asked");
        });

    assertThat(store.newest(key)).contains(second);
  }

  /** Its snapshot is from before the flush, its insert would come after. */
  @Test
  void readerOvertakenByAFlush_plantsNoOldRow() {
    StoredRow first = inEngineOnly(1);
    StoredRow[] second = new StoredRow[1];
    engine.afterNextSnapshot(
        () -> {
          second[0] = put(2);
          flush();
        });

    assertThat(store.newest(key)).contains(first); // As of its begin.

    assertThat(store.newest(key)).contains(second[0]);
  }

  @Test
  void readerOvertakenByAFlush_plantsNoAbsence() {
    StoredRow[] born = new StoredRow[1];
    engine.afterNextSnapshot(
        () -> {
          born[0] = put(1);
          flush();
        });

    assertThat(store.newest(key)).isEmpty();

    assertThat(store.newest(key)).contains(born[0]);
  }

  /** It turned to the engine before the flush, and takes its snapshot after. */
  @Test
  void readerOvertakenBeforeItsSnapshot_seesTheNewRow_andAfterwardsToo() {
    inEngineOnly(1);
    StoredRow[] second = new StoredRow[1];
    engine.beforeNextSnapshot(
        () -> {
          second[0] = put(2);
          flush();
        });

    assertThat(store.newest(key)).contains(second[0]);
    assertThat(store.newest(key)).contains(second[0]);
  }

  @Test
  void install_emptiesIt() throws Exception {
    put(1);
    flush();
    store.newest(key);
    try (PartitionStore other = open(CONFIG, new GatedEngine(new MemoryEngine()))) {
      other.endEntry(() -> Samples.ledger(1_000, 0, 0));
      other.flush().join();
      try (var state = other.export();
          InputStream in = state.open()) {
        store.install(in);
      }
    }

    assertThat(store.newest(key)).isEmpty();
  }

  @Test
  void bound_isKept() {
    try (PartitionStore small =
        open(
            new StoreConfig(1L << 20, 4L << 20, Duration.ofHours(1), 10_000, 1L << 30),
            new GatedEngine(new MemoryEngine()))) {
      for (int n = 1; n < 200; n++) {
        small.newest(Samples.key(n));
      }
      assertThat(small.cacheCounts().bytes()).isBetween(1L, 10_000L);
    }
  }

  @Test
  void boundOfZero_keepsNothing() {
    try (PartitionStore none =
        open(
            new StoreConfig(1L << 20, 4L << 20, Duration.ofHours(1), 0, 1L << 30),
            new GatedEngine(new MemoryEngine()))) {
      none.newest(key);
      none.newest(key);
      assertThat(none.cacheCounts()).isEqualTo(new CacheCounts(0, 0, 0));
    }
  }

  /** A row that came there before the store was opened, as far as the store knows. */
  private StoredRow inEngineOnly(long version) {
    StoredRow row = Samples.row(key, Samples.version(version), 20);
    engine.write(KvBatch.put(Space.ROWS, new RowKey(key, row.version()).encode(), row.record()));
    return row;
  }

  private static PartitionStore open(StoreConfig config, GatedEngine engine) {
    return PartitionStore.open(
        engine,
        config,
        () -> 0,
        "cache",
        fault -> {
          throw new AssertionError(fault);
        });
  }

  private StoredRow put(long version) {
    StoredRow row = Samples.row(key, Samples.version(version), 20);
    Optional<StoredRow> replaced = store.newest(key);
    store.putRow(key, row, replaced);
    index++;
    long at = index;
    store.endEntry(() -> Samples.ledger(at, 0, 0));
    return row;
  }

  private void flush() {
    store.flush().join();
  }
}
