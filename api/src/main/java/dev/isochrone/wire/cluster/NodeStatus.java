package dev.isochrone.wire.cluster;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.wire.grpc.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node and its replicas, as it sees them itself.
 *
 * @param clock its hybrid clock when it answered
 */
public record NodeStatus(
    Region region, NodeId node, HlcTimestamp clock, List<ReplicaStatus> replicas, Around around) {
  public NodeStatus {
    replicas = List.copyOf(replicas);
  }

  /** With nothing around it that would be worth a word. */
  public NodeStatus(Region region, NodeId node, HlcTimestamp clock, List<ReplicaStatus> replicas) {
    this(region, node, clock, replicas, new Around(List.of(), Optional.empty()));
  }

  /**
   * What the node stands on, and whom it hears.
   *
   * @param controllers of its region; none where the cluster has none
   * @param diskRefuses for how long its disk has been too full for writes; empty: it takes them
   */
  public record Around(List<Controller> controllers, Optional<Duration> diskRefuses) {
    public Around {
      controllers = List.copyOf(controllers);
    }
  }

  /**
   * A controller, as the node hears it.
   *
   * @param at its port for servers
   * @param silent how long ago it was last heard of, where it did not answer when it was asked
   *     last; zero: it did
   */
  public record Controller(Address at, Duration silent) {}
}
