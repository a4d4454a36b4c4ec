package dev.isochrone.chaos.check;

/**
 * How long things may take, in nanoseconds: to be set from a run without faults.
 *
 * @param gapMax without any acknowledged operation of a partition
 * @param operationMax of one operation, however it ends
 * @param openMax operations that may be left without an end
 */
public record UnavailabilityLimits(long gapMax, long operationMax, long openMax) {
  /** To measure without judging. */
  public static final UnavailabilityLimits NONE =
      new UnavailabilityLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  public UnavailabilityLimits {
    if (gapMax < 0 || operationMax < 0 || openMax < 0) {
      throw new IllegalArgumentException(gapMax + ", " + operationMax + ", " + openMax);
    }
  }
}
