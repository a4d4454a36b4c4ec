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
 */
public record NodeEntry(
    NodeId id, Zone zone, Endpoint client, Endpoint internal, Optional<Endpoint> raft) {
  public NodeEntry {
    boolean own =
        client.node().equals(id)
            && internal.node().equals(id)
            && raft.stream().allMatch(endpoint -> endpoint.node().equals(id));
    if (!own) {
      throw new IllegalArgumentException(id + " with another node's endpoint");
    }
  }
}
