package dev.isochrone.zone.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.server.config.ByteSize;
import dev.isochrone.server.config.ClusterFile;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.LogPart;
import dev.isochrone.server.config.Percentage;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.server.inside.ServerProcess;
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
 * @param cluster the description of a cluster without controllers, a file; either this or {@code
 *     join}
 * @param join how it becomes a member of a cluster that has controllers
 * @param log absent: text, and what matters
 * @param slowRequest a request that takes as long is noted in the log; 0s: none is
 * @param tls of all ports, and of the calls to others; without it they are of loopback
 */
public record NodeFile(
    String node,
    String region,
    String dataDir,
    @Nullable String cluster,
    @Nullable Join join,
    @Nullable Duration offsetMax,
    @Nullable Engine engine,
    @Nullable Store store,
    @Nullable Group group,
    @Nullable Disk disk,
    @Nullable Http http,
    @Nullable LogPart log,
    @Nullable Duration slowRequest,
    @Nullable TlsPart tls) {

  /**
   * What a node tells the controllers of itself, and where they are.
   *
   * @param controllers those of its region, their ports for servers; one suffices to find the
   *     others' leader, all of them to do without some
   * @param weight how much it holds beside the other nodes of its zone; absent: 1
   */
  public record Join(
      List<Address> controllers, String zone, @Nullable Integer weight, @Nullable Listen listen) {
    public Join {
      controllers = List.copyOf(required(controllers, "controllers"));
      required(zone, "zone");
      if (controllers.isEmpty()) {
        throw new IllegalArgumentException("'controllers' names none");
      }
    }

    Knowing as(NodeId node) {
      Listen at = listen == null ? Listen.DEFAULT : listen;
      return new Knowing.Joining(
          controllers, at.node(node, new Zone(zone), weight == null ? 1 : weight));
    }
  }

  /** Ports for clients, for servers, and for the consensus of the region. */
  public record Listen(
      @Nullable Address client, @Nullable Address internal, @Nullable Address raft) {
    private static final Listen DEFAULT = new Listen(null, null, null);
    private static final int CLIENT = 7400;
    private static final int INTERNAL = 7401;
    private static final int RAFT = 7402;

    private NodeEntry node(NodeId id, Zone zone, int weight) {
      return new NodeEntry(
          id,
          zone,
          endpoint(id, client, CLIENT),
          endpoint(id, internal, INTERNAL),
          Optional.of(endpoint(id, raft, RAFT)),
          weight);
    }

    private static Endpoint endpoint(NodeId id, @Nullable Address given, int otherwise) {
      Address at = given == null ? new Address("127.0.0.1", otherwise) : given;
      return new Endpoint(id, at.host(), at.port());
    }
  }

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

  /** How a node learns what is where. */
  public sealed interface Knowing {
    /** From a file, once and for all. */
    record Fixed(Directory directory) implements Knowing {}

    /**
     * From its region's controllers, to which it reports.
     *
     * @param self as it reports itself
     */
    record Joining(List<Address> controllers, NodeEntry self) implements Knowing {}
  }

  /** What a process of this file starts. */
  public record Settings(
      ZoneNodeConfig config, Knowing knowing, Optional<Address> http, LogConfig log) {}

  public NodeFile {
    required(node, "node");
    required(region, "region");
    required(dataDir, "data-dir");
    if ((join == null) == (cluster == null)) {
      throw new IllegalArgumentException(
          "one of two: 'join' says where the controllers of the region are, or 'cluster' names the"
              + " file of a cluster that has none");
    }
  }

  /** A node that is a member of a cluster with controllers. */
  public static NodeFile joining(
      NodeId node, Region region, String dataDir, Join join, Engine engine, Http http) {
    return new NodeFile(
        node.name(),
        region.name(),
        dataDir,
        null,
        join,
        null,
        engine,
        null,
        null,
        null,
        http,
        null,
        null,
        null);
  }

  /** The same with this said of its store. */
  public NodeFile with(Store said) {
    return new NodeFile(
        node,
        region,
        dataDir,
        cluster,
        join,
        offsetMax,
        engine,
        said,
        group,
        disk,
        http,
        log,
        slowRequest,
        tls);
  }

  /** A node of a cluster that a file describes. */
  public static NodeFile fixed(
      NodeId node, Region region, String dataDir, String cluster, Engine engine, Http http) {
    return new NodeFile(
        node.name(),
        region.name(),
        dataDir,
        cluster,
        null,
        null,
        engine,
        null,
        null,
        null,
        http,
        null,
        null,
        null);
  }

  /** The same over TLS, if there is any. */
  public NodeFile with(Optional<TlsPart> secured) {
    return new NodeFile(
        node,
        region,
        dataDir,
        cluster,
        join,
        offsetMax,
        engine,
        store,
        group,
        disk,
        http,
        log,
        slowRequest,
        secured.orElse(null));
  }

  /** The same with this said of its log. */
  public NodeFile with(LogPart said) {
    return new NodeFile(
        node,
        region,
        dataDir,
        cluster,
        join,
        offsetMax,
        engine,
        store,
        group,
        disk,
        http,
        said,
        slowRequest,
        tls);
  }

  /** Reads a node's file, and the cluster's if it names one. */
  public static Settings read(Path file) throws ConfigException {
    NodeFile said = YamlFile.read(file, NodeFile.class);
    @Nullable Directory directory =
        said.cluster == null ? null : ClusterFile.read(file.resolveSibling(said.cluster));
    try {
      ZoneNodeConfig config = said.config(file);
      Knowing knowing =
          said.join == null
              ? said.fixed(config, required(directory, "cluster"))
              : said.join.as(config.node());
      Optional<Address> http = Optional.ofNullable(said.http).map(Http::listen);
      Optional<TlsConfig> tls = TlsPart.of(file, said.tls, hosts(knowing, config, http));
      return new Settings(config.with(tls), knowing, http, LogPart.config(said.log));
    } catch (IllegalArgumentException | ArithmeticException unfit) {
      throw ConfigException.in(file, String.valueOf(unfit.getMessage()));
    }
  }

  private Knowing fixed(ZoneNodeConfig config, Directory directory) {
    if (directory.region(config.region()).stream()
        .noneMatch(region -> region.nodes().containsKey(config.node()))) {
      throw new IllegalArgumentException(
          cluster + " has no node " + config.node() + " in region " + config.region());
    }
    return new Knowing.Fixed(directory);
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
        Optional.empty(),
        new ZoneNodeConfig.Sight(
            or(slowRequest, ZoneNodeConfig.Sight.DEFAULT.slowRequest()), ServerProcess.GUEST));
  }

  /** Where the node will listen. */
  private static List<String> hosts(
      Knowing knowing, ZoneNodeConfig config, Optional<Address> http) {
    List<String> hosts = new ArrayList<>();
    http.ifPresent(address -> hosts.add(address.host()));
    if (knowing instanceof Knowing.Joining joining) {
      addHosts(joining.self(), hosts);
    } else if (knowing instanceof Knowing.Fixed fixed) {
      fixed.directory().region(config.region()).stream()
          .flatMap(region -> region.nodes().values().stream())
          .filter(node -> node.id().equals(config.node()))
          .forEach(node -> addHosts(node, hosts));
    } else {
      throw new AssertionError(knowing);
    }
    return hosts;
  }

  private static void addHosts(NodeEntry node, List<String> hosts) {
    hosts.add(node.client().host());
    hosts.add(node.internal().host());
    node.raft().ifPresent(raft -> hosts.add(raft.host()));
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static long bytes(@Nullable ByteSize given, long otherwise) {
    return given == null ? otherwise : given.bytes();
  }
}
