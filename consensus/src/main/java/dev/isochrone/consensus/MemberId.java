package dev.isochrone.consensus;

/**
 * The lasting name of one member of a group, bound to its disk: new disk, new id.
 *
 * @param name 1 to 64 characters of a-z, 0-9 and hyphen
 */
public record MemberId(String name) implements Comparable<MemberId> {
  public MemberId {
    if (!name.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("not a member id: " + name);
    }
  }

  @Override
  public int compareTo(MemberId that) {
    return name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
