package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import dev.isochrone.zone.store.xodus.XodusConfig;
import dev.isochrone.zone.store.xodus.XodusEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots beside an apply thread that overwrites a few rows all the time, with memtables so small
 * that one is always being flushed: each snapshot is the photograph of its position.
 */
class StoreSnapshotStressTest {
  private static final int KEYS = 16;
  private static final StoreConfig CONFIG = new StoreConfig(4_000, 40_000, Duration.ofSeconds(5));

  private final Ticker ticker = Ticker.system();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final Map<LogPosition, Map<StoredKey, StoredRow>> photographs = new ConcurrentHashMap<>();

  @ForSeeds(6)
  void everySnapshot_isThePhotographOfItsPosition(long seed) throws Exception {
    run(new MemoryEngine(), seed, Duration.ofMillis(250));
  }

  @Test
  void everySnapshot_isThePhotographOfItsPosition_onXodus(@TempDir Path directory)
      throws Exception {
    run(
        XodusEngine.open(new XodusConfig(directory, XodusConfig.CACHE_BYTES_MIN, true)),
        7,
        Duration.ofSeconds(1));
  }

  private void run(KvEngine engine, long seed, Duration length) throws Exception {
    PartitionStore store = PartitionStore.open(engine, CONFIG, ticker, "stress", faults::add);
    photographs.put(LogPosition.START, Map.of());
    long end = ticker.nanos() + length.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      work.add(() -> apply(store, Samples.random(seed), end));
      for (long reader = 1; reader <= 3; reader++) {
        long readerSeed = seed * 31 + reader;
        work.add(() -> read(store, Samples.random(readerSeed), end));
      }
      for (Future<Long> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        assertThat(done.get()).isGreaterThan(5);
      }
      assertThat(store.openSnapshots()).isZero();
    } finally {
      threads.shutdownNow();
      store.close();
    }
    assertThat(faults).isEmpty();
  }

  private long apply(PartitionStore store, RandomGenerator random, long end) {
    Map<StoredKey, StoredRow> rows = new TreeMap<>();
    long versions = 0;
    long index = 0;
    while (ticker.nanos() < end) {
      for (int puts = random.nextInt(4); puts > 0; puts--) {
        // Some rows are overwritten all the time, some seldom.
        int n = random.nextBoolean() ? random.nextInt(3) : random.nextInt(KEYS);
        StoredKey key = Samples.key(n);
        StoredRow row = Samples.row(key, Samples.version(++versions), random.nextInt(60));
        store.putRow(key, row, store.newest(key));
        rows.put(key, row);
      }
      Ledger ledger = Samples.ledger(++index, 0, 0);
      photographs.put(ledger.applied(), new TreeMap<>(rows));
      store.endEntry(() -> ledger);
    }
    return index;
  }

  private long read(PartitionStore store, RandomGenerator random, long end) {
    Deque<StoreSnapshot> held = new ArrayDeque<>();
    LogPosition last = LogPosition.START;
    long reads = 0;
    while (ticker.nanos() < end) {
      StoreSnapshot snapshot = store.snapshot();
      held.add(snapshot);
      assertThat(snapshot.position()).isGreaterThanOrEqualTo(last);
      last = snapshot.position();
      for (StoreSnapshot open : held) {
        assertThat(StoreSnapshotTest.rows(open)).isEqualTo(photographs.get(open.position()));
        reads++;
      }
      while (held.size() > random.nextInt(5)) {
        (random.nextBoolean() ? held.removeFirst() : held.removeLast()).close();
      }
    }
    held.forEach(StoreSnapshot::close);
    return reads;
  }
}
