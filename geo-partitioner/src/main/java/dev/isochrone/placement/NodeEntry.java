package dev.isochrone.placement;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import java.util.Optional;

/**
 * A zone node and its ports.
 *
 * @param client for clients: isochrone.v1
 * @param internal for servers: isochrone.internal.v1
 * @param raft for the consensus of its region alone; empty in the directory that clients are given
 * @param weight how much of its zone's share it holds, beside the other nodes there; 1 to {@link
 *     #WEIGHT_MAX}
 */
public record NodeEntry(
    NodeId id, Zone zone, Endpoint client, Endpoint internal, Optional<Endpoint> raft, int weight) {
  public static final int WEIGHT_MAX = 100;

  public NodeEntry {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException(
          id + " has the weight " + weight + ", not 1 to " + WEIGHT_MAX);
    }
    boolean own =
        client.node().equals(id)
            && internal.node().equals(id)
            && raft.stream().allMatch(endpoint -> endpoint.node().equals(id));
    if (!own) {
      throw new IllegalArgumentException(id + " with another node's endpoint");
    }
  }

  /** A node of weight 1. */
  public NodeEntry(
      NodeId id, Zone zone, Endpoint client, Endpoint internal, Optional<Endpoint> raft) {
    this(id, zone, client, internal, raft, 1);
  }

  /** The same, of this weight. */
  public NodeEntry weighing(int given) {
    return new NodeEntry(id, zone, client, internal, raft, given);
  }
}
