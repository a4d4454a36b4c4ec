package dev.isochrone.zone.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * What the engine holds of single rows, over the engine and below the memtables; that there is no
 * such row is kept too. Bounded by bytes. Any thread reads, and puts what it had to ask the engine
 * for; the flusher puts what it wrote, so that a row that is written again and again is not read
 * back after each flush.
 *
 * <p>A row in here is never older than the one in the engine, for a reader that did not find it in
 * memory. <em>Why:</em> a flush does three things in this order: it writes the engine's
 * transaction; it moves the generation on and puts its rows in here ({@link #flushed}); it takes
 * the memtable out of the view. A reader notes the generation before it takes its engine snapshot.
 *
 * <ul>
 *   <li>A reader whose snapshot is older than the transaction noted a generation from before it.
 *       Its row is put under the read lock, after a look at the generation: either the generation
 *       has moved, and the row is refused; or it has not, then the put is over before the flush
 *       gets the write lock, and the flush's row replaces it after.
 *   <li>A reader that noted the new generation has a snapshot with the transaction in it.
 *   <li>Between the transaction and the flush's put an old row may still be found in here, but only
 *       by a reader that did not find the new one in memory, where it is until after that put: one
 *       that took its view before the row was put, so that the old row is a right answer.
 * </ul>
 *
 * <p>Moving the generation before the transaction would be wrong: a reader could note the new one,
 * and take its snapshot still before the transaction.
 */
final class RowCache {
  /** The objects around a row's bytes, in the cache's map and queues. An estimate. */
  private static final int OVERHEAD_BYTES = 280;

  private final long bytesMax;
  private final Cache<StoredKey, Optional<StoredRow>> rows;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** Moved under the write lock. */
  private final AtomicLong generation = new AtomicLong();

  /**
   * An empty one.
   *
   * @param bytesMax 0 keeps nothing
   */
  RowCache(long bytesMax) {
    this.bytesMax = bytesMax;
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher(RowCache::bytesOf)
            .executor(Runnable::run) // Its upkeep is short, and no pool of ours.
            .build();
  }

  /** The row, from here or else from the engine, whose snapshot is taken inside of the call. */
  Optional<StoredRow> newest(StoredKey key, Function<StoredKey, Optional<StoredRow>> engine) {
    if (bytesMax == 0) {
      return engine.apply(key);
    }
    Optional<StoredRow> known = rows.getIfPresent(key);
    if (known != null) {
      hits.increment();
      return known;
    }
    misses.increment();
    long before = generation.get();
    Optional<StoredRow> row = engine.apply(key);
    put(key, row, before);
    return row;
  }

  private void put(StoredKey key, Optional<StoredRow> row, long seen) {
    lock.readLock().lock();
    try {
      if (seen == generation.get()) {
        rows.put(key, row);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The engine has these rows, and memory still has them. */
  void flushed(Map<StoredKey, StoredRow> written) {
    advance();
    if (bytesMax > 0) {
      written.forEach((key, row) -> rows.put(key, Optional.of(row)));
    }
  }

  /** The engine's whole content was replaced, and nobody was sent to it yet. */
  void clear() {
    advance();
    rows.invalidateAll();
  }

  private void advance() {
    lock.writeLock().lock();
    try {
      long unused = generation.incrementAndGet();
    } finally {
      lock.writeLock().unlock();
    }
  }

  CacheCounts counts() {
    long bytes = rows.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L);
    return new CacheCounts(hits.sum(), misses.sum(), bytes);
  }

  private static int bytesOf(StoredKey key, Optional<StoredRow> row) {
    return OVERHEAD_BYTES
        + key.bytes().length()
        + row.map(found -> found.record().length()).orElse(0);
  }
}
