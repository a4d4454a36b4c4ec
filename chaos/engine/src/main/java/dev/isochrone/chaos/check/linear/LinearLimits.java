package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.history.Level;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is judged, and what it may cost. Counted in configurations, not in seconds, so that a
 * verdict does not depend on the machine; a configuration takes some 200 bytes, and a microsecond
 * or two.
 *
 * @param levels of the reads that must be linearizable; others are left out
 * @param configurationsMax of one key; after which its verdict is inconclusive
 * @param shrinkConfigurationsMax spent on making a finding small, for each key that fails
 */
public record LinearLimits(Set<Level> levels, int configurationsMax, long shrinkConfigurationsMax) {
  /** Reads that promise to be linearizable; up to half a gigabyte. */
  public static final LinearLimits DEFAULT =
      new LinearLimits(EnumSet.of(Level.STRONG, Level.LEASED), 2_000_000, 1_000_000);

  public LinearLimits {
    levels = Set.copyOf(levels);
    if (configurationsMax < 1 || shrinkConfigurationsMax < 0) {
      throw new IllegalArgumentException(
          configurationsMax + " configurations, and " + shrinkConfigurationsMax + " to shrink");
    }
  }
}
