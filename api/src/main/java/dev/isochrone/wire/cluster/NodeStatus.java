package dev.isochrone.wire.cluster;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import java.util.List;

/**
 * A node and its replicas, as it sees them itself.
 *
 * @param clock its hybrid clock when it answered
 */
public record NodeStatus(
    Region region, NodeId node, HlcTimestamp clock, List<ReplicaStatus> replicas) {
  public NodeStatus {
    replicas = List.copyOf(replicas);
  }
}
