package dev.isochrone.model;

import java.util.regex.Pattern;

/**
 * A place on earth that holds zones, such as {@code eu-west}.
 *
 * @param name 2 to 32 characters of a-z, 0-9 and hyphen, beginning with a letter and not ending
 *     with a hyphen
 */
public record Region(String name) implements Comparable<Region> {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,30}[a-z0-9]");

  public Region {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not a region: " + name);
    }
  }

  /** Whether the constructor would take this name. */
  public static boolean isName(String name) {
    return FORM.matcher(name).matches();
  }

  @Override
  public int compareTo(Region that) {
    return name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
