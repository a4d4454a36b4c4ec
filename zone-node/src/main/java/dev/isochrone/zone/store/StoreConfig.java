package dev.isochrone.zone.store;

import java.time.Duration;

/**
 * How a partition's store uses memory.
 *
 * @param memtableBytesMax a memtable of this size is frozen and flushed; what a flush writes as one
 *     transaction
 * @param memoryBytesMax with this much in memtables, active and flushing together, new writes are
 *     refused until a flush is done
 * @param flushInterval a memtable that is not empty is flushed after this, even if small, so that a
 *     restart replays little
 */
public record StoreConfig(long memtableBytesMax, long memoryBytesMax, Duration flushInterval) {
  public static final StoreConfig DEFAULT =
      new StoreConfig(16L << 20, 64L << 20, Duration.ofSeconds(5));

  public StoreConfig {
    if (memtableBytesMax < 1 || memoryBytesMax < 2 * memtableBytesMax) {
      throw new IllegalArgumentException(
          "memory for "
              + memoryBytesMax
              + " bytes leaves no room for two memtables of "
              + memtableBytesMax);
    }
  }
}
