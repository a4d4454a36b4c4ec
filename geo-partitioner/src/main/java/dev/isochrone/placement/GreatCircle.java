package dev.isochrone.placement;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import java.util.Map;
import java.util.SortedMap;

/**
 * Distances on a sphere, by the haversine formula (R. W. Sinnott, "Virtues of the haversine", Sky
 * and Telescope, 1984), which is exact for near places too. The earth is no sphere, by a third of a
 * percent; that is far within what "near" means for a region. {@link StrictMath}, so that every
 * machine finds the same region.
 */
final class GreatCircle {
  private static final double EARTH_RADIUS_KM = 6_371.0088;

  private GreatCircle() {}

  /**
   * The nearest of these places; of two equally near, the first by name.
   *
   * @param places at least one
   */
  static Region nearest(SortedMap<Region, Coordinates> places, Coordinates to) {
    Region nearest = places.firstKey();
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<Region, Coordinates> place : places.entrySet()) {
      double haversine = haversine(place.getValue(), to);
      if (haversine < least) {
        least = haversine;
        nearest = place.getKey();
      }
    }
    return nearest;
  }

  /** From one place to the other, over the surface. */
  static double kilometres(Coordinates from, Coordinates to) {
    return 2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(haversine(from, to)));
  }

  /** Of the angle between both, 0 to 1; it grows with their distance. */
  static double haversine(Coordinates from, Coordinates to) {
    double across = squaredSine(radians(to.longitude()) - radians(from.longitude()));
    double along = squaredSine(radians(to.latitude()) - radians(from.latitude()));
    double shrink =
        StrictMath.cos(radians(from.latitude())) * StrictMath.cos(radians(to.latitude()));
    return Math.min(1, along + shrink * across);
  }

  /** Of half the angle. */
  private static double squaredSine(double angle) {
    double sine = StrictMath.sin(angle / 2);
    return sine * sine;
  }

  private static double radians(int microdegrees) {
    return microdegrees * (StrictMath.PI / (180.0 * Coordinates.PER_DEGREE));
  }
}
