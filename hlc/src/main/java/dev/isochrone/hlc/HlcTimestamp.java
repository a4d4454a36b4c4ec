package dev.isochrone.hlc;

/**
 * An instant of hybrid time: 47 bits of Unix milliseconds above 16 bits of logical counter.
 *
 * <p>The sign bit stays zero, so signed {@code long} order, unsigned order and big-endian byte
 * order are one and the same, and a timestamp may be used directly as a key suffix.
 *
 * @param packed milliseconds shifted left by 16, plus the counter; never negative
 */
public record HlcTimestamp(long packed) implements Comparable<HlcTimestamp> {
  static final int LOGICAL_BITS = 16;
  static final long LOGICAL_MAX = (1L << LOGICAL_BITS) - 1;
  static final long MILLIS_MAX = Long.MAX_VALUE >>> LOGICAL_BITS;

  /** The beginning, 1970: nothing was issued yet. */
  public static final HlcTimestamp MIN = new HlcTimestamp(0);

  /** The end, in the year 6429. */
  public static final HlcTimestamp MAX = new HlcTimestamp(Long.MAX_VALUE);

  public HlcTimestamp {
    if (packed < 0) {
      throw new IllegalArgumentException("sign bit set: " + packed);
    }
  }

  /**
   * The instant of these two parts.
   *
   * @param millis Unix milliseconds, 0 to 2^47 - 1
   * @param logical 0 to 65,535
   */
  public static HlcTimestamp of(long millis, long logical) {
    if (millis < 0 || millis > MILLIS_MAX || logical < 0 || logical > LOGICAL_MAX) {
      throw new IllegalArgumentException("out of range: " + millis + "." + logical);
    }
    return new HlcTimestamp((millis << LOGICAL_BITS) | logical);
  }

  /** Unix milliseconds. */
  public long millis() {
    return packed >>> LOGICAL_BITS;
  }

  /** Which instant of its millisecond, 0 to 65,535. */
  public long logical() {
    return packed & LOGICAL_MAX;
  }

  /** The next instant. A full logical counter carries into the milliseconds; that is intended. */
  public HlcTimestamp next() {
    return plus(1);
  }

  /**
   * The instant {@code ticks} further on.
   *
   * @param ticks at least 0
   * @throws ArithmeticException that would be beyond {@link #MAX}
   */
  public HlcTimestamp plus(long ticks) {
    if (ticks < 0) {
      throw new IllegalArgumentException("ticks " + ticks);
    }
    return new HlcTimestamp(Math.addExact(packed, ticks));
  }

  /** The later of the two. */
  public HlcTimestamp max(HlcTimestamp that) {
    return packed >= that.packed ? this : that;
  }

  /** Whether this instant is later than that one. */
  public boolean isAfter(HlcTimestamp that) {
    return packed > that.packed;
  }

  @Override
  public int compareTo(HlcTimestamp that) {
    return Long.compare(packed, that.packed);
  }

  @Override
  public String toString() {
    return millis() + "." + logical();
  }
}
