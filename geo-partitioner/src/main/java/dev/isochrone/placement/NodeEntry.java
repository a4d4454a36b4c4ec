package dev.isochrone.placement;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;

/**
 * A zone node and its ports.
 *
 * @param client for clients: isochrone.v1
 * @param internal for servers: isochrone.internal.v1
 * @param raft for the consensus of its region alone
 */
public record NodeEntry(NodeId id, Zone zone, Endpoint client, Endpoint internal, Endpoint raft) {
  public NodeEntry {
    if (!client.node().equals(id) || !internal.node().equals(id) || !raft.node().equals(id)) {
      throw new IllegalArgumentException(id + " with another node's endpoint");
    }
  }
}
