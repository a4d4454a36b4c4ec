package dev.isochrone.zone.tally;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long requests took, counted in a few fixed ranges. Any thread. */
public final class RequestTimes {
  /**
   * The upper ends of the ranges, in milliseconds, each belonging to its range. What took longer
   * than the last is counted in one range more.
   */
  public static final List<Long> BOUNDS_MILLIS =
      List.of(1L, 2L, 5L, 10L, 25L, 50L, 100L, 250L, 1_000L);

  private static final long[] BOUNDS_NANOS =
      BOUNDS_MILLIS.stream().mapToLong(TimeUnit.MILLISECONDS::toNanos).toArray();

  private final LongAdder[] ranges = RequestTally.cells(BOUNDS_NANOS.length + 1);
  private final LongAdder totalNanos = new LongAdder();

  RequestTimes() {}

  void add(int count, long nanos) {
    ranges[range(nanos)].add(count);
    totalNanos.add(count * nanos);
  }

  /** How many fell in each range, the one without an end last. */
  public long[] counts() {
    long[] counts = new long[ranges.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = ranges[i].sum();
    }
    return counts;
  }

  /** What all took together. */
  public long totalNanos() {
    return totalNanos.sum();
  }

  /** So few that looking at them in order is the fastest; most end at the first. */
  private static int range(long nanos) {
    int range = 0;
    while (range < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[range]) {
      range++;
    }
    return range;
  }
}
