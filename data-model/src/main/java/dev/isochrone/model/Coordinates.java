package dev.isochrone.model;

/**
 * A place on earth, in millionths of a degree: whole numbers, so that one place has one form, and
 * eleven centimetres at the equator, which is finer than a home needs.
 *
 * @param latitude in microdegrees, north positive; -90,000,000 to 90,000,000
 * @param longitude in microdegrees, east positive; -180,000,000 to 180,000,000
 */
public record Coordinates(int latitude, int longitude) {
  /** Microdegrees in a degree. */
  public static final int PER_DEGREE = 1_000_000;

  public static final int LATITUDE_MAX = 90 * PER_DEGREE;
  public static final int LONGITUDE_MAX = 180 * PER_DEGREE;

  public Coordinates {
    if (!areOnEarth(latitude, longitude)) {
      throw new IllegalArgumentException(
          "latitude " + latitude + " and longitude " + longitude + " are not on earth; " + RANGES);
    }
  }

  private static final String RANGES =
      "microdegrees go from "
          + -LATITUDE_MAX
          + " to "
          + LATITUDE_MAX
          + " and from "
          + -LONGITUDE_MAX
          + " to "
          + LONGITUDE_MAX;

  /** Whether the constructor would take these. */
  public static boolean areOnEarth(long latitude, long longitude) {
    return Math.max(latitude, -latitude) <= LATITUDE_MAX
        && latitude != Long.MIN_VALUE
        && Math.max(longitude, -longitude) <= LONGITUDE_MAX
        && longitude != Long.MIN_VALUE;
  }

  /** What latitudes and longitudes may be, for a person. */
  public static String ranges() {
    return RANGES;
  }
}
