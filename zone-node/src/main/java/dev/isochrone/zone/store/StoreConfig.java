package dev.isochrone.zone.store;

import java.time.Duration;

/**
 * How a partition's store uses memory, and how often it writes.
 *
 * @param memtableBytesMax a memtable of this size is frozen and flushed; what a flush writes as one
 *     transaction
 * @param memoryBytesMax with this much in memtables, active and flushing together, new writes are
 *     refused until a flush is done. A replay, which nobody can refuse, may take twice of it
 * @param flushInterval a memtable that is not empty is flushed after this, or up to half of it
 *     earlier, even if small, so that a restart replays little
 * @param cacheBytesMax for rows that the engine was asked for; 0 keeps none
 * @param checkpointEveryBytes a checkpoint is made when the log has grown by this since the last
 *     one; what a start after a loss of power replays at most, and twice this, about, is what a
 *     purged log keeps
 */
public record StoreConfig(
    long memtableBytesMax,
    long memoryBytesMax,
    Duration flushInterval,
    long cacheBytesMax,
    long checkpointEveryBytes) {
  /**
   * A flush costs some 7 microseconds per key on each replica, the price of a dozen puts in memory,
   * and what is overwritten before its flush never pays it. So memory is wide and the interval
   * long: a hot set of 100,000 rows of 100 bytes takes some 45 MB with the objects around them, and
   * stays in one memtable for half a minute, however often it is overwritten. Two more may wait for
   * the disk before writes are refused: seconds of writes at full speed, longer than the engine's
   * worst stall. What a restart replays for it is half a minute of log.
   */
  public static final StoreConfig DEFAULT =
      new StoreConfig(64L << 20, 192L << 20, Duration.ofSeconds(30), 64L << 20, 256L << 20);

  /** The defaults, but for memtables. */
  public StoreConfig(long memtableBytesMax, long memoryBytesMax, Duration flushInterval) {
    this(memtableBytesMax, memoryBytesMax, flushInterval, 64L << 20, 256L << 20);
  }

  public StoreConfig {
    if (memtableBytesMax < 1 || memoryBytesMax < 2 * memtableBytesMax) {
      throw new IllegalArgumentException(
          "memory for "
              + memoryBytesMax
              + " bytes leaves no room for two memtables of "
              + memtableBytesMax);
    }
    if (flushInterval.isNegative() || cacheBytesMax < 0 || checkpointEveryBytes < 1) {
      throw new IllegalArgumentException(
          "flushInterval %s, cacheBytesMax %d, checkpointEveryBytes %d"
              .formatted(flushInterval, cacheBytesMax, checkpointEveryBytes));
    }
  }
}
