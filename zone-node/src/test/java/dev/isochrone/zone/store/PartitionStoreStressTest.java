package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.xodus.XodusConfig;
import dev.isochrone.zone.store.xodus.XodusEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside apply and flusher, with memtables so small that a rotation is always under way.
 */
class PartitionStoreStressTest {
  private static final int KEYS = 24;
  private static final long RUN_NANOS = Duration.ofMillis(1_200).toNanos();

  private static final StoreConfig CONFIG = new StoreConfig(2_500, 20_000, Duration.ofSeconds(5));

  private final Ticker ticker = Ticker.system();
  private final long end = ticker.nanos() + RUN_NANOS;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  /** Per key the version that is surely visible. */
  private final AtomicLongArray published = new AtomicLongArray(KEYS);

  private final AtomicLong publishedOutbox = new AtomicLong();

  @Test
  void readers_neverSeeAVersionGoBack_inMemory() throws Exception {
    run(new MemoryEngine());
  }

  @Test
  void readers_neverSeeAVersionGoBack_onXodus(@TempDir Path directory) throws Exception {
    run(XodusEngine.open(new XodusConfig(directory, XodusConfig.CACHE_BYTES_MIN, true)));
  }

  private void run(KvEngine engine) throws Exception {
    PartitionStore store = PartitionStore.open(engine, CONFIG, ticker, "stress", faults::add);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      work.add(() -> apply(store));
      work.add(() -> readRows(store, 1));
      work.add(() -> readRows(store, 2));
      work.add(() -> readOutbox(store));
      for (Future<Long> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        assertThat(done.get()).isGreaterThan(10);
      }
      assertThat(store.durable().index()).isGreaterThan(10);
    } finally {
      threads.shutdownNow();
      store.close();
    }
    assertThat(faults).isEmpty();
  }

  /** Trimming takes the records one after the other: a reader in the middle must learn why. */
  @Test
  void aReaderWhoseChangesAreBeingTrimmed_isToldSo() throws Exception {
    PartitionStore store =
        PartitionStore.open(
            new MemoryEngine(), StoreConfig.DEFAULT, ticker, "trimming", faults::add);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      work.add(() -> appendAndTrim(store));
      work.add(() -> readOutboxFromItsStart(store));
      work.add(() -> readOutboxFromItsStart(store));
      for (Future<Long> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        assertThat(done.get()).isGreaterThan(10);
      }
    } finally {
      threads.shutdownNow();
      store.close();
    }
  }

  private long appendAndTrim(PartitionStore store) {
    StoredKey key = Samples.key(1);
    StoredRow row = Samples.row(key, Samples.version(1), 10);
    long sequence = 0;
    while (ticker.nanos() < end) {
      for (int i = 1; i <= 400; i++) {
        store.appendOutbox(Samples.change(++sequence, key, row, i == 400));
      }
      Ledger before = Samples.ledger(2 * sequence, sequence, sequence - 400);
      store.endEntry(() -> before);
      store.trimOutbox(sequence);
      Ledger after = Samples.ledger(2 * sequence + 1, sequence, sequence);
      store.endEntry(() -> after);
    }
    return sequence;
  }

  private long readOutboxFromItsStart(PartitionStore store) {
    long mark = 0;
    long reads = 0;
    while (ticker.nanos() < end) {
      OutboxSlice slice = store.outbox(mark, 100_000_000);
      assertThat(slice.changes().size()).isIn(0, 400);
      mark = slice.from();
      reads++;
    }
    return reads;
  }

  private long apply(PartitionStore store) {
    long sequence = 0;
    long trimmed = 0;
    long index = 0;
    while (ticker.nanos() < end) {
      for (int i = 0; i < 3; i++) {
        int n = (int) (sequence * 7 % KEYS);
        StoredKey key = Samples.key(n);
        StoredRow row = Samples.row(key, Samples.version(++sequence), 60);
        store.putRow(key, row, store.newest(key));
        published.set(n, sequence);
        store.appendOutbox(Samples.change(sequence, key, row, i == 2));
      }
      if (index % 5 == 0 && sequence > 40) {
        trimmed = sequence - index % 40;
        store.trimOutbox(trimmed);
      }
      Ledger ledger = Samples.ledger(++index, sequence, trimmed);
      store.endEntry(() -> ledger);
      publishedOutbox.set(sequence);
    }
    return index;
  }

  private long readRows(PartitionStore store, long seed) {
    var random = Samples.random(seed);
    long[] seen = new long[KEYS];
    long reads = 0;
    while (ticker.nanos() < end) {
      int n = random.nextInt(KEYS);
      long atLeast = Math.max(seen[n], published.get(n));
      Optional<StoredRow> row = store.newest(Samples.key(n));
      long found = row.map(r -> r.version().stamp().at().packed()).orElse(0L);
      assertThat(found).isGreaterThanOrEqualTo(atLeast);
      seen[n] = found;
      reads++;
    }
    return reads;
  }

  private long readOutbox(PartitionStore store) {
    var random = Samples.random(3);
    long next = 0;
    long slices = 0;
    while (ticker.nanos() < end) {
      long atLeast = publishedOutbox.get();
      OutboxSlice slice = store.outbox(next, 1 + random.nextInt(3_000));
      if (slice.from() != next) {
        assertThat(slice.from()).isGreaterThan(next);
        assertThat(slice.changes()).isEmpty();
      } else if (next < atLeast) {
        assertThat(slice.changes()).isNotEmpty();
      }
      long sequence = slice.from();
      for (Change change : slice.changes()) {
        assertThat(change.sequence()).isEqualTo(++sequence);
      }
      if (!slice.changes().isEmpty() && !slice.endsInsideEntry()) {
        assertThat(slice.to() % 3).isZero();
        assertThat(slice.closed().packed()).isEqualTo(slice.to());
      }
      // Now and then from behind, where the trimming overtakes it.
      next = random.nextInt(4) == 0 ? Math.max(0, slice.to() - random.nextInt(60)) : slice.to();
      slices++;
    }
    return slices;
  }
}
