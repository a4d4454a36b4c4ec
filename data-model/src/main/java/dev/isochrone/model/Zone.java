package dev.isochrone.model;

import java.util.regex.Pattern;

/**
 * A failure domain within a region, such as {@code a}.
 *
 * @param name 1 to 32 characters of a-z, 0-9 and hyphen
 */
public record Zone(String name) implements Comparable<Zone> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public Zone {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not a zone: " + name);
    }
  }

  @Override
  public int compareTo(Zone that) {
    return name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
