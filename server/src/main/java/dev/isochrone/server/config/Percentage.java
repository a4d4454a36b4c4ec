package dev.isochrone.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a whole as people write it: {@code 85%}, {@code 92.5%}.
 *
 * @param permille 0 to 1,000
 */
public record Percentage(int permille) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,3})(?:\\.([0-9]))? ?%");
  private static final int WHOLE = 1_000;

  public Percentage {
    if (permille < 0 || permille > WHOLE) {
      throw new IllegalArgumentException(permille / 10.0 + "% is not between 0% and 100%");
    }
  }

  /**
   * A number, with one digit behind the point at most, and a percent sign.
   *
   * @throws IllegalArgumentException if it is not one; the message says what is taken
   */
  public static Percentage parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a percentage: write a number and %, as in 85% or 92.5%");
    }
    int tenths = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
    return new Percentage(10 * Integer.parseInt(form.group(1)) + tenths);
  }

  /** From 0 to 1. */
  public double fraction() {
    return permille / (double) WHOLE;
  }

  @Override
  public String toString() {
    return permille % 10 == 0 ? permille / 10 + "%" : permille / 10 + "." + permille % 10 + "%";
  }
}
