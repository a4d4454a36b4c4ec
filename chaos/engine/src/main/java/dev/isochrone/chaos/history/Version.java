package dev.isochrone.chaos.history;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a version among all versions of its row, as the servers say it. Parsed from their
 * text and ordered here a second time: a wrong order of theirs is seen.
 *
 * @param homeEpoch counts the changes of the row's home; 0 for rows without one
 * @param at when it was born
 * @param origin the number of the region where it was born
 */
public record Version(int homeEpoch, HybridTime at, int origin) implements Comparable<Version> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})/([^@]+)@(\\d{1,9})");
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::homeEpoch)
          .thenComparing(Version::at)
          .thenComparingInt(Version::origin);

  public Version {
    if (homeEpoch < 0 || origin < 0) {
      throw new IllegalArgumentException("epoch " + homeEpoch + ", origin " + origin);
    }
  }

  /** The inverse of {@link #toString}, which is also how the product prints its versions. */
  public static Version parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a version: '" + text + "'");
    }
    return new Version(
        Integer.parseInt(parts.group(1)),
        HybridTime.parse(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  @Override
  public int compareTo(Version that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return homeEpoch + "/" + at + "@" + origin;
  }
}
