package dev.isochrone.model.table;

import java.util.regex.Pattern;

/**
 * The name of a residency domain, such as {@code eu}: regions that may hold certain rows.
 *
 * @param name 1 to 32 characters of a-z, 0-9 and hyphen
 */
public record DomainName(String name) implements Comparable<DomainName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public DomainName {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a residency domain: " + name);
    }
  }

  @Override
  public int compareTo(DomainName that) {
    return name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
