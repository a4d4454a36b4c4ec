package dev.isochrone.consensus.local;

/**
 * How bad the network and the disks are.
 *
 * @param delayMaxMillis a message takes 1 to so many milliseconds; so later ones overtake earlier
 * @param dropPercent of messages that never arrive
 * @param doublePercent of messages that arrive twice
 * @param syncMaxMillis a sync of the log takes 1 to so many milliseconds
 */
public record Weather(int delayMaxMillis, int dropPercent, int doublePercent, int syncMaxMillis) {
  /** Nothing is lost, and little is late. */
  public static final Weather FAIR = new Weather(3, 0, 0, 2);

  /** Every twentieth message is lost or doubled, and some take as long as a short election. */
  public static final Weather STORM = new Weather(120, 5, 5, 40);

  public Weather {
    if (delayMaxMillis < 1 || syncMaxMillis < 1) {
      throw new IllegalArgumentException(
          "delays of %d, %d".formatted(delayMaxMillis, syncMaxMillis));
    }
    if (dropPercent < 0 || dropPercent > 99 || doublePercent < 0 || doublePercent > 99) {
      throw new IllegalArgumentException("percents %d, %d".formatted(dropPercent, doublePercent));
    }
  }
}
