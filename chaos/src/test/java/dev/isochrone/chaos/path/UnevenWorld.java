package dev.isochrone.chaos.path;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.ZoneNodeConfig;
import dev.isochrone.zone.partition.PartitionReplica;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A region of one partition and one of three, whose partitions lie on a node each, so that what
 * comes to any node of it concerns two others. Rows of {@code cities} live in either; those of
 * {@code people} never leave the first.
 */
final class UnevenWorld implements AutoCloseable {
  static final Region ONE = new Region("eu-west");
  static final Region THREE = new Region("us-east");
  static final int PARTITIONS = 3;
  static final int PEOPLE = 2;

  private static final DomainName EU = new DomainName("eu");
  private static final ClusterId CLUSTER = new ClusterId("ab".repeat(16));

  private final Path dir;
  private final Directory directory;
  private final Map<NodeId, ZoneNode> running = new TreeMap<>();
  private final List<IsochroneClient> clients = new ArrayList<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  private UnevenWorld(Path dir, Directory directory) {
    this.dir = dir;
    this.directory = directory;
  }

  static UnevenWorld start(Path dir) throws IOException {
    UnevenWorld world = new UnevenWorld(dir, directory(World.freePorts()));
    for (RegionEntry region : world.directory.regions().values()) {
      for (NodeId node : region.nodes().keySet()) {
        world.start(region.region(), node);
      }
    }
    world.awaitLeaders();
    return world;
  }

  Queue<Throwable> faults() {
    return faults;
  }

  /** The only node of the region of one partition. */
  NodeId lone() {
    return node(ONE, 0);
  }

  void start(Region region, NodeId node) throws IOException {
    running.put(
        node,
        ZoneNode.start(
            ZoneNodeConfig.of(node, region, dir.resolve(node.name()))
                .with(new ZoneNodeConfig.EngineConfig(64L << 20, /* allowRamDisk= */ true)),
            directory,
            new ZoneNode.Clocks(PhysicalClock.system(), Ticker.system()),
            faults::add));
  }

  void kill(NodeId node) {
    Optional.ofNullable(running.remove(node)).orElseThrow().kill();
  }

  void awaitLeaders() {
    World.await()
        .until(
            () ->
                directory.regions().values().stream()
                    .allMatch(
                        region ->
                            region.layout().partitions().stream()
                                .allMatch(partition -> leads(region, partition))));
  }

  private boolean leads(RegionEntry region, PartitionEntry partition) {
    return region.nodes().keySet().stream()
        .flatMap(id -> Optional.ofNullable(running.get(id)).stream())
        .anyMatch(node -> node.takesWrites(partition.id()));
  }

  /** The replica of a partition, each of which is on a node of its own. */
  PartitionReplica replica(Region region, int partition) {
    return Optional.ofNullable(running.get(node(region, partition)))
        .flatMap(node -> node.replica(partition))
        .orElseThrow();
  }

  IsochroneClient client(Region region) throws RefusedException {
    IsochroneClient client =
        IsochroneClient.connect(ClientConfig.to(endpoint(region)).from(region));
    clients.add(client);
    return client;
  }

  /** Where the region's last node listens for clients. */
  String endpoint(Region region) {
    RegionEntry entry = directory.region(region).orElseThrow();
    return Optional.ofNullable(entry.nodes().get(entry.nodes().lastKey()))
        .orElseThrow()
        .client()
        .address();
  }

  @Override
  public void close() {
    clients.forEach(IsochroneClient::close);
    running.values().forEach(ZoneNode::close);
  }

  private static NodeId node(Region region, int partition) {
    return new NodeId(region + "-" + (char) ('a' + partition));
  }

  private static Directory directory(int port) {
    RegionEntry one = region(ONE, 1, 1, port);
    RegionEntry three = region(THREE, 2, PARTITIONS, port + 10);
    TableSpec cities = table(1, "cities", Optional.empty());
    TableSpec people = table(PEOPLE, "people", Optional.of(EU));
    return new Directory(
        1,
        new Directory.Cluster(CLUSTER, "uneven"),
        new TreeMap<>(Map.of(ONE, one, THREE, three)),
        new TreeMap<>(Map.of(cities.name(), cities, people.name(), people)),
        new TreeMap<>(Map.of(EU, new ResidencyDomain(EU, new TreeSet<>(List.of(ONE))))));
  }

  private static RegionEntry region(Region region, int origin, int partitions, int port) {
    List<PartitionEntry> entries = new ArrayList<>();
    Map<NodeId, NodeEntry> nodes = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      int first = Slot.COUNT * i / partitions;
      int last = Slot.COUNT * (i + 1) / partitions - 1;
      NodeId id = node(region, i);
      entries.add(new PartitionEntry(i, List.of(new SlotRange(first, last)), List.of(id)));
      nodes.put(id, node(id, new Zone(String.valueOf((char) ('a' + i))), port + 10 * i));
    }
    return new RegionEntry(
        region, new Origin(origin), new Layout(1, entries), new TreeMap<>(nodes));
  }

  private static NodeEntry node(NodeId id, Zone zone, int port) {
    return new NodeEntry(
        id,
        zone,
        new Endpoint(id, "127.0.0.1", port),
        new Endpoint(id, "127.0.0.1", port + 1),
        Optional.of(new Endpoint(id, "127.0.0.1", port + 2)));
  }

  /** The whole key decides the slot, so that rows lie in all partitions. */
  private static TableSpec table(int id, String name, Optional<DomainName> domain) {
    HomeRule homes =
        new HomeRule.ByValue(
            "country",
            new TreeMap<>(domain.isPresent() ? Map.of("FR", ONE) : Map.of("FR", ONE, "US", THREE)));
    TableSpec.Placement placement =
        new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, homes, Partitioning.HASH);
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 2,
        List.of(),
        domain.map(placement::within).orElse(placement),
        TableSpec.Versions.FIRST);
  }
}
