package dev.isochrone.chaos.history;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instant of the servers' hybrid time, as they print it: milliseconds and a counter. */
public record HybridTime(long millis, int logical) implements Comparable<HybridTime> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");
  private static final Comparator<HybridTime> ORDER =
      Comparator.comparingLong(HybridTime::millis).thenComparingInt(HybridTime::logical);

  public HybridTime {
    if (millis < 0 || logical < 0) {
      throw new IllegalArgumentException(millis + "." + logical);
    }
  }

  /** The inverse of {@link #toString}. */
  public static HybridTime parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a hybrid time: '" + text + "'");
    }
    return new HybridTime(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  @Override
  public int compareTo(HybridTime that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return millis + "." + logical;
  }
}
