package dev.isochrone.zone;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.zone.disk.DiskWatermarks;
import dev.isochrone.zone.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one zone node is told at its start; where it listens stands in the directory.
 *
 * @param dataDir its own; holds the identity, the clock's bound, the logs and the stores
 * @param offsetMax by how much the clocks of servers may differ
 * @param tls of all its ports and calls; empty: in plaintext, on loopback alone
 */
public record ZoneNodeConfig(
    NodeId node,
    Region region,
    Path dataDir,
    Duration offsetMax,
    GroupConfig group,
    StoreConfig store,
    EngineConfig engine,
    DiskWatermarks disk,
    Optional<TlsConfig> tls) {

  /**
   * The storage engine of the node's partitions.
   *
   * @param cacheBytes shared by all partitions of the process; the first to open sets it
   * @param allowRamDisk whether the data directory may lie on a file system in memory, and is not
   *     warned of where it is a temporary one: for demos and tests
   */
  public record EngineConfig(long cacheBytes, boolean allowRamDisk) {
    public static final EngineConfig DEFAULT = new EngineConfig(128L << 20, false);
  }

  /** The defaults, for this node. */
  public static ZoneNodeConfig of(NodeId node, Region region, Path dataDir) {
    return new ZoneNodeConfig(
        node,
        region,
        dataDir,
        HybridClock.OFFSET_MAX,
        GroupConfig.DEFAULT,
        StoreConfig.DEFAULT,
        EngineConfig.DEFAULT,
        DiskWatermarks.DEFAULT,
        Optional.empty());
  }

  public ZoneNodeConfig {
    if (offsetMax.isNegative() || offsetMax.isZero()) {
      throw new IllegalArgumentException("offsetMax " + offsetMax);
    }
  }

  /** The same with another engine configuration. */
  public ZoneNodeConfig with(EngineConfig engine) {
    return new ZoneNodeConfig(node, region, dataDir, offsetMax, group, store, engine, disk, tls);
  }

  /** The same over TLS, if there is any. */
  public ZoneNodeConfig with(Optional<TlsConfig> tls) {
    return new ZoneNodeConfig(node, region, dataDir, offsetMax, group, store, engine, disk, tls);
  }
}
