package dev.isochrone.model;

import java.util.regex.Pattern;

/**
 * The identity of a cluster, made once.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record ClusterId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public ClusterId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a cluster id: " + hex);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
