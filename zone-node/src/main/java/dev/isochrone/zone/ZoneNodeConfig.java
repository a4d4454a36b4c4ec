package dev.isochrone.zone;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.server.inside.ServerProcess;
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
 * @param sight how it is seen from outside
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
    Optional<TlsConfig> tls,
    Sight sight) {

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

  /**
   * How the node is seen from outside.
   *
   * @param slowRequest a request that takes as long is noted in the log; zero: none is
   * @param process what it can tell of its process
   */
  public record Sight(Duration slowRequest, ServerProcess process) {
    public static final Sight DEFAULT = new Sight(Duration.ofMillis(500), ServerProcess.GUEST);

    public Sight {
      if (slowRequest.isNegative()) {
        throw new IllegalArgumentException("slow-request " + slowRequest);
      }
    }
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
        Optional.empty(),
        Sight.DEFAULT);
  }

  public ZoneNodeConfig {
    if (offsetMax.isNegative() || offsetMax.isZero()) {
      throw new IllegalArgumentException("offsetMax " + offsetMax);
    }
  }

  /** The same with another engine configuration. */
  public ZoneNodeConfig with(EngineConfig engine) {
    return new ZoneNodeConfig(
        node, region, dataDir, offsetMax, group, store, engine, disk, tls, sight);
  }

  /** The same over TLS, if there is any. */
  public ZoneNodeConfig with(Optional<TlsConfig> tls) {
    return new ZoneNodeConfig(
        node, region, dataDir, offsetMax, group, store, engine, disk, tls, sight);
  }

  /** The same, seen so from outside. */
  public ZoneNodeConfig with(Sight sight) {
    return new ZoneNodeConfig(
        node, region, dataDir, offsetMax, group, store, engine, disk, tls, sight);
  }
}
