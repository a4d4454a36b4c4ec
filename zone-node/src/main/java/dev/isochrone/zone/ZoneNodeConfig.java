package dev.isochrone.zone;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.zone.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one zone node is told at its start; where it listens stands in the directory.
 *
 * @param dataDir its own; holds the identity, the clock's bound, and the partitions
 * @param offsetMax by how much clocks of servers may differ
 */
public record ZoneNodeConfig(
    NodeId node, Region region, Path dataDir, Duration offsetMax, GroupConfig group, StoreConfig store) {

  public static ZoneNodeConfig of(NodeId node, Region region, Path dataDir) {
    return new ZoneNodeConfig(
        node, region, dataDir, HybridClock.OFFSET_MAX, GroupConfig.DEFAULT, StoreConfig.DEFAULT);
  }

  public ZoneNodeConfig {
    if (offsetMax.isNegative() || offsetMax.isZero()) {
      throw new IllegalArgumentException("offsetMax " + offsetMax);
    }
  }
}
