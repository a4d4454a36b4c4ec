package dev.isochrone.wire.cluster;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;

/**
 * An operator's word on who is to lead a partition of a region.
 *
 * @param partition not negative
 * @param to one of its replicas
 */
public record LeaderOrder(Region region, int partition, NodeId to) {
  public LeaderOrder {
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
  }

  /**
   * What became of it.
   *
   * @param from who led when it was asked
   * @param handedOver whether the other one leads now, as far as that node knows
   */
  public record Result(NodeId from, boolean handedOver) {}
}
