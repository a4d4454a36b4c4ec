package dev.isochrone.model;

import java.util.regex.Pattern;

/**
 * The lasting name of a server, unique in the cluster and bound to its data directory.
 *
 * @param name 1 to 64 characters of a-z, 0-9 and hyphen
 */
public record NodeId(String name) implements Comparable<NodeId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  public NodeId {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not a node id: " + name);
    }
  }

  @Override
  public int compareTo(NodeId that) {
    return name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
