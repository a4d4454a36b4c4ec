package dev.isochrone.zone.store;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * After how long a memtable is flushed, though it is small: somewhere between half of the interval
 * and the whole. The replicas of a partition see the same entries at the same moment, and would
 * flush at the same moment too; each draws from its own name, so they do it apart.
 */
final class FlushTimes {
  private final long intervalNanos;
  private final RandomGenerator draws;

  FlushTimes(Duration interval, String name) {
    this.intervalNanos = interval.toNanos();
    this.draws = RandomGeneratorFactory.of("L64X128MixRandom").create(name.hashCode());
  }

  /** For the next memtable, in nanoseconds. */
  long next() {
    return intervalNanos - draws.nextLong(intervalNanos / 2 + 1);
  }
}
