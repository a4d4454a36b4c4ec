package dev.isochrone.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes as people write it: {@code 64MiB}.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ?(B|KiB|MiB|GiB)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};
  private static final int UNIT_BITS = 10;

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }
  }

  /**
   * A number and a unit.
   *
   * @throws IllegalArgumentException if it is not one; the message says what is taken
   */
  public static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: write a whole number and B, KiB, MiB or GiB, as in 64MiB");
    }
    long number = Long.parseLong(form.group(1));
    int unit = 0;
    while (!UNITS[unit].equals(form.group(2))) {
      unit++;
    }
    return new ByteSize(Math.multiplyExact(number, 1L << (UNIT_BITS * unit)));
  }

  /** In the largest unit that is exact. */
  @Override
  public String toString() {
    int unit = 0;
    long number = bytes;
    while (unit + 1 < UNITS.length && number > 0 && number % (1L << UNIT_BITS) == 0) {
      number >>= UNIT_BITS;
      unit++;
    }
    return number + UNITS[unit];
  }
}
