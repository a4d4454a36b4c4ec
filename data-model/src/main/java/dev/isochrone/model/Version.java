package dev.isochrone.model;

import java.util.Comparator;

/**
 * The place of a version among all versions of its row: home epoch, then stamp. A new home's first
 * write is above whatever the old home left, even where the old home's clock was ahead.
 *
 * @param homeEpoch counts the changes of the row's home; 0 in multi-master tables, else at least 1
 */
public record Version(int homeEpoch, Stamp stamp) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::homeEpoch).thenComparing(Version::stamp);

  public Version {
    if (homeEpoch < 0) {
      throw new IllegalArgumentException("home epoch " + homeEpoch);
    }
  }

  @Override
  public int compareTo(Version that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return homeEpoch + "/" + stamp;
  }
}
