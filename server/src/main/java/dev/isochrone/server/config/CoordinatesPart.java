package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.Coordinates;
import java.math.BigDecimal;

/**
 * Where a region lies, as files have it.
 *
 * @param latitude in degrees, north positive, of six decimals at most
 * @param longitude in degrees, east positive, likewise
 */
public record CoordinatesPart(BigDecimal latitude, BigDecimal longitude) {
  private static final int DECIMALS = 6;

  public CoordinatesPart {
    required(latitude, "latitude");
    required(longitude, "longitude");
    int unused = new Coordinates(micros(latitude), micros(longitude)).latitude();
  }

  static CoordinatesPart of(Coordinates place) {
    return new CoordinatesPart(degrees(place.latitude()), degrees(place.longitude()));
  }

  /** The place. */
  public Coordinates place() {
    return new Coordinates(micros(latitude), micros(longitude));
  }

  private static int micros(BigDecimal degrees) {
    try {
      return degrees.movePointRight(DECIMALS).intValueExact();
    } catch (ArithmeticException unfit) {
      throw new IllegalArgumentException(
          degrees + " are not degrees with " + DECIMALS + " decimals at most", unfit);
    }
  }

  private static BigDecimal degrees(int micros) {
    BigDecimal degrees = BigDecimal.valueOf(micros, DECIMALS).stripTrailingZeros();
    return degrees.scale() < 0 ? degrees.setScale(0) : degrees;
  }
}
