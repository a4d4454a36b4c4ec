package dev.isochrone.region.directory;

import dev.isochrone.placement.NodeEntry;

/**
 * A zone node that has reported to its region's controllers.
 *
 * @param entry with its Raft endpoint
 * @param weight its share of replicas, against the other nodes' of its zone; 1 to 100
 * @param instance of its data directory
 */
public record RegisteredNode(NodeEntry entry, int weight, InstanceId instance) {
  public static final int WEIGHT_MAX = 100;

  public RegisteredNode {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException(entry.id() + " with the weight " + weight);
    }
    if (entry.raft().isEmpty()) {
      throw new IllegalArgumentException(entry.id() + " without a Raft endpoint");
    }
  }
}
