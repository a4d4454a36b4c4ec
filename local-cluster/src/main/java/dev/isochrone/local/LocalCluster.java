package dev.isochrone.local;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.ZoneNodeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Several zone nodes in this JVM, started and stopped one by one or together. One thread at a time.
 */
public final class LocalCluster implements AutoCloseable {
  private static final int CLUSTER_ID_BYTES = 16;

  /** One cache for all nodes of this process; temporary directories often lie in memory. */
  private static final ZoneNodeConfig.EngineConfig ENGINE =
      new ZoneNodeConfig.EngineConfig(128L << 20, /* allowRamDisk= */ true);

  private final LocalClusterConfig config;
  private final Directory directory;
  private final Optional<LocalCertificates> certificates;
  private final BiConsumer<NodeId, Throwable> faults;
  private final SortedMap<NodeId, ZoneNode> running = new TreeMap<>();

  private LocalCluster(
      LocalClusterConfig config,
      Directory directory,
      Optional<LocalCertificates> certificates,
      BiConsumer<NodeId, Throwable> faults) {
    this.config = config;
    this.directory = directory;
    this.certificates = certificates;
    this.faults = faults;
  }

  /**
   * Starts all nodes.
   *
   * @param faults told when a node's replica stopped for good; on any thread
   * @throws IOException a port is taken, or a disk refuses; what was started is stopped again
   */
  public static LocalCluster start(LocalClusterConfig config, BiConsumer<NodeId, Throwable> faults)
      throws IOException {
    Directory directory = LocalDirectory.of(config, clusterId(config.dir()));
    LocalCluster cluster =
        new LocalCluster(config, directory, LocalCertificates.ifAny(config, directory), faults);
    try {
      for (NodeId node : cluster.nodes()) {
        cluster.start(node);
      }
      return cluster;
    } catch (IOException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  public Directory directory() {
    return directory;
  }

  /** All nodes, running or not, ascending. */
  public List<NodeId> nodes() {
    List<NodeId> nodes = new ArrayList<>();
    directory.regions().values().forEach(region -> nodes.addAll(region.nodes().keySet()));
    return nodes;
  }

  /** What a client needs for TLS, if the cluster speaks it. */
  public Optional<TlsConfig> clientTls() {
    return certificates.map(LocalCertificates::ofClient);
  }

  /** A running node. */
  public Optional<ZoneNode> node(NodeId id) {
    return Optional.ofNullable(running.get(id));
  }

  /** Starts a node that is not running, from its data directory. */
  public void start(NodeId id) throws IOException {
    if (running.containsKey(id)) {
      throw new IllegalStateException(id + " is running");
    }
    ZoneNodeConfig node =
        ZoneNodeConfig.of(id, regionOf(id), config.dir().resolve(id.name()))
            .with(ENGINE)
            .with(certificates.map(made -> made.ofNode(id)));
    running.put(
        id,
        ZoneNode.start(
            node,
            directory,
            new ZoneNode.Clocks(config.clocks().physical(), config.clocks().ticker()),
            fault -> faults.accept(id, fault)));
  }

  /** Ends a node as a crash would: nothing is flushed, nobody is told. */
  public void kill(NodeId id) {
    kill(List.of(id));
  }

  /** Ends nodes as a crash would, all at once. */
  public void kill(Collection<NodeId> ids) {
    atOnce(ids, ZoneNode::kill);
  }

  /** Stops a node in order. */
  public void stop(NodeId id) {
    taken(id).close();
  }

  /**
   * Whether every partition of every region has a leader among the running nodes that takes writes.
   */
  public boolean hasLeaders() {
    return directory.regions().values().stream().allMatch(this::hasLeaders);
  }

  @Override
  public void close() {
    atOnce(List.copyOf(running.keySet()), ZoneNode::close);
  }

  /**
   * Ending a node is mostly waiting, some three seconds of it, so that nodes end beside each other.
   */
  private void atOnce(Collection<NodeId> ids, Consumer<ZoneNode> end) {
    List<Thread> ending = new ArrayList<>();
    for (NodeId id : ids) {
      ZoneNode node = taken(id);
      Thread thread = new Thread(() -> end.accept(node), "end-" + id);
      thread.setUncaughtExceptionHandler((ended, fault) -> faults.accept(id, fault));
      thread.start();
      ending.add(thread);
    }
    for (Thread thread : ending) {
      try {
        thread.join();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        return; // They end all the same.
      }
    }
  }

  private boolean hasLeaders(RegionEntry region) {
    return region.layout().partitions().stream()
        .allMatch(
            partition ->
                region.nodes().keySet().stream()
                    .flatMap(id -> node(id).stream())
                    .anyMatch(node -> node.takesWrites(partition.id())));
  }

  private ZoneNode taken(NodeId id) {
    ZoneNode node = running.remove(id);
    if (node == null) {
      throw new IllegalStateException(id + " is not running");
    }
    return node;
  }

  private Region regionOf(NodeId id) {
    return directory.regions().values().stream()
        .filter(region -> region.nodes().containsKey(id))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no node " + id))
        .region();
  }

  /** The cluster's id: made at the first start, kept beside the nodes. */
  static ClusterId clusterId(Path dir) throws IOException {
    Path file = Files.createDirectories(dir).resolve("cluster.id");
    if (!Files.exists(file)) {
      byte[] id = new byte[CLUSTER_ID_BYTES];
      new SecureRandom().nextBytes(id);
      Files.writeString(file, HexFormat.of().formatHex(id), StandardCharsets.UTF_8);
    }
    return new ClusterId(Files.readString(file, StandardCharsets.UTF_8).strip());
  }
}
