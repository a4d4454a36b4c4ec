package dev.isochrone.chaos.path;

import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/** The demo's three regions on free ports, and what tests ask of them. */
final class World implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final LocalCluster cluster;
  private final Queue<Throwable> faults;
  private final List<IsochroneClient> clients = new ArrayList<>();

  private World(LocalCluster cluster, Queue<Throwable> faults) {
    this.cluster = cluster;
    this.faults = faults;
  }

  /** Starts all nodes, on what is in the directory, and waits for their leaders. */
  static World start(Path dir) throws IOException {
    return start(
        dir, DemoTable.regions(), List.of(DemoTable.cities()), LocalClusterConfig.Geography.PLAIN);
  }

  /** The same, with other regions and tables. */
  static World start(
      Path dir,
      SortedMap<Region, List<Zone>> regions,
      List<TableSpec> tables,
      LocalClusterConfig.Geography geography)
      throws IOException {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    LocalClusterConfig config =
        new LocalClusterConfig(
                "test", dir, freePorts(), regions, tables, LocalClusterConfig.Clocks.SYSTEM)
            .with(geography);
    World world = new World(LocalCluster.start(config, (node, fault) -> faults.add(fault)), faults);
    world.awaitLeaders();
    return world;
  }

  /** What stopped for good and should not have. */
  Queue<Throwable> faults() {
    return faults;
  }

  static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  void awaitLeaders() {
    await().until(cluster::hasLeaders);
  }

  /** A client in a region, which knows one node of it. */
  IsochroneClient client(Region region) throws RefusedException {
    Endpoint first = nodes(region).get(0).client();
    IsochroneClient client =
        IsochroneClient.connect(
            ClientConfig.to(first.address()).from(region).within(Duration.ofSeconds(30)));
    clients.add(client);
    return client;
  }

  List<NodeEntry> nodes(Region region) {
    return cluster.directory().region(region).stream()
        .flatMap(entry -> entry.nodes().values().stream())
        .toList();
  }

  NodeId leader(Region region) {
    awaitLeaders();
    return nodes(region).stream()
        .map(NodeEntry::id)
        .filter(id -> cluster.node(id).map(node -> node.takesWrites(0)).orElse(false))
        .findAny()
        .orElseThrow();
  }

  /** The replica of a running node. */
  PartitionReplica replica(NodeId id) {
    return replica(id, 0);
  }

  private PartitionReplica replica(NodeId id, int partition) {
    return cluster.node(id).flatMap((ZoneNode node) -> node.replica(partition)).orElseThrow();
  }

  /**
   * Waits until all replicas of a region have applied the same entries, and returns what they then
   * agree on.
   */
  List<Ledger> settled(Region region) {
    return settled(region, 0);
  }

  /** The same of one partition. */
  List<Ledger> settled(Region region, int partition) {
    try {
      return await()
          .until(
              () ->
                  holders(region, partition).stream()
                      .map(node -> replica(node, partition).ledger())
                      .toList(),
              ledgers ->
                  ledgers.stream().map(Ledger::applied).distinct().count() == 1
                      && ledgers.get(0).outbox().last() == ledgers.get(0).outbox().trimmed());
    } catch (ConditionTimeoutException unsettled) {
      throw new AssertionError(picture(region, partition), unsettled);
    }
  }

  /** Of a partition that does not settle: who stands where, what was stopped, and all threads. */
  private String picture(Region region, int partition) {
    StringBuilder picture = new StringBuilder();
    picture.append("partition ").append(partition).append(" of ").append(region);
    picture.append(" did not settle; stopped: ").append(faults);
    for (NodeId node : holders(region, partition)) {
      PartitionReplica replica = replica(node, partition);
      picture.append('\n').append(node).append(": ").append(replica.standing());
      picture.append(", state at ").append(replica.ledger().applied());
    }
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              picture.append("\n\"").append(thread.getName()).append("\" ");
              picture.append(thread.getState());
              for (StackTraceElement frame : frames) {
                picture.append("\n  at ").append(frame);
              }
            });
    return picture.toString();
  }

  private List<NodeId> holders(Region region, int partition) {
    return cluster.directory().region(region).orElseThrow().layout().partitions().stream()
        .filter(entry -> entry.id() == partition)
        .flatMap(entry -> entry.replicas().stream())
        .toList();
  }

  @Override
  public void close() {
    clients.forEach(IsochroneClient::close);
    cluster.close();
  }

  /** A first port below the ephemeral ones, with 90 free ones after it, as far as can be known. */
  static int freePorts() throws IOException {
    for (int base = 20_000; base < 32_000; base += 100) {
      if (isFree(base) && isFree(base + 1) && isFree(base + 2) && isFree(base + 81)) {
        return base;
      }
    }
    throw new IOException("no free ports from 20000 to 32000");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
