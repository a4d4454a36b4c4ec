package dev.isochrone.region.directory;

import java.util.regex.Pattern;

/**
 * The name of one data directory, drawn when it was made: a server that lost its disk has another
 * one.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record InstanceId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public InstanceId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not an instance id: " + hex);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
