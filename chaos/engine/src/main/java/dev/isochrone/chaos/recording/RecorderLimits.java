package dev.isochrone.chaos.recording;

/**
 * How much one history may hold.
 *
 * @param operationsMax after which no further one is let in
 * @param faultsMax after which a fault is a mistake of the drill
 */
public record RecorderLimits(int operationsMax, int faultsMax) {
  /** An hour at 250 operations a second. */
  public static final RecorderLimits DEFAULT = new RecorderLimits(900_000, 10_000);

  public RecorderLimits {
    if (operationsMax < 1 || faultsMax < 0) {
      throw new IllegalArgumentException(operationsMax + " operations, " + faultsMax + " faults");
    }
  }
}
