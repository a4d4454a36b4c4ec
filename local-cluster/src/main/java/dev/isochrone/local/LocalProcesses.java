package dev.isochrone.local;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.server.config.ClusterFile;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.zone.config.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Several zone nodes on this machine, each a process of its own, started and ended one by one or
 * together. None outlives this process: each reads from a pipe whose end it takes as its own.
 *
 * <p>Below the directory of the configuration lie {@code cluster.yaml} and, for each node, {@code
 * NODE/node.yaml}, {@code NODE/data} and {@code NODE/log}, to which all its lives write. One thread
 * at a time.
 */
public final class LocalProcesses implements AutoCloseable {
  /** A JVM on a busy machine, and the replay of a log; elections come on top where asked for. */
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(2);

  private final LocalClusterConfig config;
  private final Directory directory;
  private final NodeProgram program;
  private final Optional<LocalCertificates> certificates;

  /** The shutdown hook walks over it while a start may add to it. */
  private final SortedMap<NodeId, NodeProcess> running = new ConcurrentSkipListMap<>();

  private final Thread atExit = new Thread(this::endAll, "end-local-processes");

  private LocalProcesses(
      LocalClusterConfig config,
      Directory directory,
      NodeProgram program,
      Optional<LocalCertificates> certificates) {
    this.config = config;
    this.directory = directory;
    this.program = program;
    this.certificates = certificates;
  }

  /**
   * Starts all nodes, and waits until each serves.
   *
   * @throws IOException one did not start; the message says where its log is. What was started is
   *     ended again
   */
  public static LocalProcesses start(LocalClusterConfig config, NodeProgram program)
      throws IOException, InterruptedException {
    Directory directory = LocalDirectory.of(config, LocalCluster.clusterId(config.dir()));
    LocalProcesses processes =
        new LocalProcesses(config, directory, program, LocalCertificates.ifAny(config, directory));
    Runtime.getRuntime().addShutdownHook(processes.atExit);
    try {
      YamlFile.write(config.dir().resolve("cluster.yaml"), ClusterFile.of(directory));
      processes.start(processes.nodes());
      return processes;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      processes.close();
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

  /** A client's configuration that knows all nodes of a region. */
  public ClientConfig clientOf(Region region) {
    return client(
        directory.region(region).stream()
            .flatMap(entry -> entry.nodes().values().stream())
            .map(node -> node.client().address())
            .toArray(String[]::new));
  }

  private ClientConfig client(String... endpoints) {
    ClientConfig plain = ClientConfig.to(endpoints);
    return certificates.map(made -> plain.with(made.ofClient())).orElse(plain);
  }

  /** Where a node's output goes. */
  public Path log(NodeId id) {
    return config.dir().resolve(id.name()).resolve("log");
  }

  /** Starts nodes that are not running, from their data directories, and waits until they serve. */
  public void start(Collection<NodeId> ids) throws IOException, InterruptedException {
    for (NodeId id : ids) {
      if (running.containsKey(id)) {
        throw new IllegalStateException(id + " is running");
      }
      launch(entry(id));
    }
    TimeLimit limit = TimeLimit.in(START_MAX, config.clocks().ticker());
    for (NodeId id : ids) {
      running(id).awaitServing(limit);
    }
  }

  /** Ends nodes by SIGKILL, all at once. Returns when they are gone. */
  public void kill(Collection<NodeId> ids) throws InterruptedException {
    end(ids, NodeProcess::kill);
  }

  /** Stops nodes in order, by SIGTERM, beside each other. Returns when they are gone. */
  public void stop(Collection<NodeId> ids) throws InterruptedException {
    end(ids, NodeProcess::terminate);
  }

  /**
   * Waits until every partition has a leader that says so itself, and returns for each region the
   * leader of its first partition.
   *
   * @throws IOException it took longer than a minute
   */
  public SortedMap<Region, NodeId> awaitLeaders() throws IOException, InterruptedException {
    TimeLimit limit = TimeLimit.in(START_MAX, config.clocks().ticker());
    while (true) {
      SortedMap<Region, SortedMap<Integer, NodeId>> leaders = leaders();
      if (directory.regions().values().stream().allMatch(region -> isLed(region, leaders))) {
        SortedMap<Region, NodeId> first = new TreeMap<>();
        leaders.forEach(
            (region, byPartition) -> first.put(region, byPartition.values().iterator().next()));
        return first;
      }
      if (limit.isOver()) {
        throw new IOException("no leader within " + START_MAX.toSeconds() + " s: " + leaders);
      }
      running.values().iterator().next().pause();
    }
  }

  /** What every node says of itself; a node that does not run is refused at once. */
  public SortedMap<NodeId, Outcome<NodeStatus>> status() throws IOException {
    Region any = directory.regions().firstKey();
    try (IsochroneClient client = IsochroneClient.connect(clientOf(any).within(ATTEMPT_MAX))) {
      return client.status();
    } catch (RefusedException unreachable) {
      throw new IOException(unreachable.refusal().message(), unreachable);
    }
  }

  /** Ends all that runs, without asking. */
  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyEnding) {
      // Then the hook has run, or runs now.
    }
  }

  private void end(Collection<NodeId> ids, Consumer<NodeProcess> signal)
      throws InterruptedException {
    List<NodeProcess> ending = ids.stream().map(this::running).toList();
    ending.forEach(signal);
    for (NodeProcess process : ending) {
      process.awaitEnd();
    }
    running.keySet().removeAll(List.copyOf(ids));
  }

  private synchronized void endAll() {
    running.values().forEach(NodeProcess::kill);
    for (NodeProcess process : running.values()) {
      try {
        process.awaitEnd();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
  }

  private void launch(NodeEntry node) throws IOException {
    Path dir = Files.createDirectories(config.dir().resolve(node.id().name()));
    Path file = dir.resolve("node.yaml");
    Address http = new Address(node.client().host(), node.client().port() + 3);
    YamlFile.write(
        file,
        NodeFile.fixed(
                node.id(),
                regionOf(node.id()).region(),
                "data",
                "../cluster.yaml",
                program.engine(),
                new NodeFile.Http(http))
            .with(certificates.map(made -> made.part(node.id().name()))));
    running.put(
        node.id(),
        NodeProcess.launch(
            node,
            client(node.client().address()).within(ATTEMPT_MAX),
            program.command(node.id().name(), file),
            log(node.id())));
  }

  private static boolean isLed(
      RegionEntry region, SortedMap<Region, SortedMap<Integer, NodeId>> leaders) {
    return leaders.getOrDefault(region.region(), Collections.emptySortedMap()).size()
        == region.layout().partitions().size();
  }

  /** By region and partition. */
  private SortedMap<Region, SortedMap<Integer, NodeId>> leaders() throws IOException {
    SortedMap<Region, SortedMap<Integer, NodeId>> leaders = new TreeMap<>();
    for (Outcome<NodeStatus> outcome : status().values()) {
      if (outcome instanceof Outcome.Done<NodeStatus> done) {
        for (ReplicaStatus replica : done.value().replicas()) {
          if (replica.leadership().leads()) {
            leaders
                .computeIfAbsent(done.value().region(), region -> new TreeMap<>())
                .put(replica.partition(), done.value().node());
          }
        }
      }
    }
    return leaders;
  }

  private NodeProcess running(NodeId id) {
    NodeProcess process = running.get(id);
    if (process == null) {
      throw new IllegalStateException(id + " is not running");
    }
    return process;
  }

  private NodeEntry entry(NodeId id) {
    NodeEntry entry = regionOf(id).nodes().get(id);
    if (entry == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return entry;
  }

  private RegionEntry regionOf(NodeId id) {
    return directory.regions().values().stream()
        .filter(region -> region.nodes().containsKey(id))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no node " + id));
  }
}
