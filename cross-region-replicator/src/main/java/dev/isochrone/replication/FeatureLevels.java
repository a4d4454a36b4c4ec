package dev.isochrone.replication;

import java.util.OptionalInt;

/** The feature levels that a server speaks: every one from min to max. */
public record FeatureLevels(int min, int max) {
  /** What this release speaks. */
  public static final FeatureLevels SPOKEN = new FeatureLevels(1, 1);

  public FeatureLevels {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException("feature levels " + min + " to " + max);
    }
  }

  /** The greatest that both speak. */
  public OptionalInt common(FeatureLevels that) {
    int greatest = Math.min(max, that.max);
    return greatest >= Math.max(min, that.min) ? OptionalInt.of(greatest) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return min + " to " + max;
  }
}
