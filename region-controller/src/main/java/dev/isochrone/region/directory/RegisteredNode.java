package dev.isochrone.region.directory;

import dev.isochrone.placement.NodeEntry;

/**
 * A zone node that has reported to its region's controllers.
 *
 * @param entry with its Raft endpoint
 * @param instance of its data directory
 */
public record RegisteredNode(NodeEntry entry, InstanceId instance) {
  public RegisteredNode {
    if (entry.raft().isEmpty()) {
      throw new IllegalArgumentException(entry.id() + " without a Raft endpoint");
    }
  }
}
