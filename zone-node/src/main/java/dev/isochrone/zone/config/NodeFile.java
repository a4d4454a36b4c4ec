package dev.isochrone.zone.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.server.config.ByteSize;
import dev.isochrone.server.config.ClusterFile;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.Percentage;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.zone.ZoneNodeConfig;
import dev.isochrone.zone.disk.DiskWatermarks;
import dev.isochrone.zone.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A zone node, as its configuration file has it. What may be absent has the default of the record
 * that it becomes.
 *
 * @param dataDir the node's own; a relative path counts from the file's directory, and so does that
 *     of {@code cluster}
 * @param cluster the cluster's description, a file
 * @param tls of all ports, and of the calls to others; without it they are of loopback
 */
public record NodeFile(
    String node,
    String region,
    String dataDir,
    String cluster,
    @Nullable Duration offsetMax,
    @Nullable Engine engine,
    @Nullable Store store,
    @Nullable Group group,
    @Nullable Disk disk,
    @Nullable Http http,
    @Nullable TlsPart tls) {

  /** See {@link ZoneNodeConfig.EngineConfig}. */
  public record Engine(@Nullable ByteSize cache, @Nullable Boolean allowRamDisk) {
    ZoneNodeConfig.EngineConfig config() {
      ZoneNodeConfig.EngineConfig otherwise = ZoneNodeConfig.EngineConfig.DEFAULT;
      return new ZoneNodeConfig.EngineConfig(
          bytes(cache, otherwise.cacheBytes()), or(allowRamDisk, otherwise.allowRamDisk()));
    }
  }

  /** See {@link StoreConfig}. */
  public record Store(
      @Nullable ByteSize memtable,
      @Nullable ByteSize memory,
      @Nullable Duration flushInterval,
      @Nullable ByteSize rowCache,
      @Nullable ByteSize checkpointEvery) {
    StoreConfig config() {
      StoreConfig otherwise = StoreConfig.DEFAULT;
      return new StoreConfig(
          bytes(memtable, otherwise.memtableBytesMax()),
          bytes(memory, otherwise.memoryBytesMax()),
          or(flushInterval, otherwise.flushInterval()),
          bytes(rowCache, otherwise.cacheBytesMax()),
          bytes(checkpointEvery, otherwise.checkpointEveryBytes()));
    }
  }

  /** See {@link GroupConfig}. */
  public record Group(
      @Nullable Duration electionTimeoutMin,
      @Nullable Duration electionTimeoutMax,
      @Nullable Duration confirmTimeout,
      @Nullable ByteSize entryMax) {
    GroupConfig config() {
      GroupConfig otherwise = GroupConfig.DEFAULT;
      return new GroupConfig(
          or(electionTimeoutMin, otherwise.electionTimeoutMin()),
          or(electionTimeoutMax, otherwise.electionTimeoutMax()),
          or(confirmTimeout, otherwise.confirmTimeout()),
          Math.toIntExact(bytes(entryMax, otherwise.entryBytesMax())));
    }
  }

  /**
   * See {@link DiskWatermarks}. One that is given must fit the others, given or not.
   *
   * @param warn of the disk, from which on it is said in the log
   * @param refuse from which on writes are refused
   * @param resume below which they are taken again
   */
  public record Disk(
      @Nullable Percentage warn, @Nullable Percentage refuse, @Nullable Percentage resume) {
    public Disk {
      DiskWatermarks unused = watermarks(warn, refuse, resume); // So that a misfit has its line.
    }

    DiskWatermarks config() {
      return watermarks(warn, refuse, resume);
    }

    private static DiskWatermarks watermarks(
        @Nullable Percentage warn, @Nullable Percentage refuse, @Nullable Percentage resume) {
      DiskWatermarks otherwise = DiskWatermarks.DEFAULT;
      return new DiskWatermarks(
          fraction(warn, otherwise.warn()),
          fraction(refuse, otherwise.refuse()),
          fraction(resume, otherwise.resume()));
    }

    private static double fraction(@Nullable Percentage given, double otherwise) {
      return given == null ? otherwise : given.fraction();
    }
  }

  /** Where metrics and health are served; without it they are not. */
  public record Http(Address listen) {
    public Http {
      required(listen, "listen");
    }
  }

  /** What a process of this file starts. */
  public record Settings(ZoneNodeConfig config, Directory directory, Optional<Address> http) {}

  public NodeFile {
    required(node, "node");
    required(region, "region");
    required(dataDir, "data-dir");
    required(cluster, "cluster");
  }

  /** Reads a node's file, and the cluster's that it names. */
  public static Settings read(Path file) throws ConfigException {
    NodeFile said = YamlFile.read(file, NodeFile.class);
    Directory directory = ClusterFile.read(file.resolveSibling(said.cluster));
    try {
      ZoneNodeConfig config = said.config(file);
      Optional<Address> http = Optional.ofNullable(said.http).map(Http::listen);
      if (directory.region(config.region()).stream()
          .noneMatch(region -> region.nodes().containsKey(config.node()))) {
        throw new IllegalArgumentException(
            said.cluster + " has no node " + config.node() + " in region " + config.region());
      }
      Optional<TlsConfig> tls = TlsPart.of(file, said.tls, hosts(directory, config, http));
      return new Settings(config.with(tls), directory, http);
    } catch (IllegalArgumentException | ArithmeticException unfit) {
      throw ConfigException.in(file, String.valueOf(unfit.getMessage()));
    }
  }

  private ZoneNodeConfig config(Path file) {
    return new ZoneNodeConfig(
        new NodeId(node),
        new Region(region),
        file.resolveSibling(dataDir),
        or(offsetMax, HybridClock.OFFSET_MAX),
        group == null ? GroupConfig.DEFAULT : group.config(),
        store == null ? StoreConfig.DEFAULT : store.config(),
        engine == null ? ZoneNodeConfig.EngineConfig.DEFAULT : engine.config(),
        disk == null ? DiskWatermarks.DEFAULT : disk.config(),
        Optional.empty());
  }

  /** Where the node will listen. */
  private static List<String> hosts(
      Directory directory, ZoneNodeConfig config, Optional<Address> http) {
    List<String> hosts = new ArrayList<>();
    http.ifPresent(address -> hosts.add(address.host()));
    directory.region(config.region()).stream()
        .flatMap(region -> region.nodes().values().stream())
        .filter(node -> node.id().equals(config.node()))
        .forEach(
            node -> {
              hosts.add(node.client().host());
              hosts.add(node.internal().host());
              node.raft().ifPresent(raft -> hosts.add(raft.host()));
            });
    return hosts;
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static long bytes(@Nullable ByteSize given, long otherwise) {
    return given == null ? otherwise : given.bytes();
  }
}
