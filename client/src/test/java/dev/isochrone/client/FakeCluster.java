package dev.isochrone.client;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.ConflictPolicy;
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
import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Two regions of fake nodes: eu-west with eu-1, eu-2, eu-3, home of FR; us-east with us-1, us-2,
 * home of US. One partition each, on all nodes of the region. The rows of {@code trips} lie
 * together by country, those of {@code cities} do not; those of {@code visits} are written in both.
 */
final class FakeCluster implements AutoCloseable {
  static final Region EU = new Region("eu-west");
  static final Region US = new Region("us-east");
  static final String LYON = "FR/2996944";
  static final TableName VISITS = TableName.parse("visits");

  private final SortedMap<String, FakeNode> nodes = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> movedPorts = new TreeMap<>();
  private volatile @Nullable Directory directory;
  private volatile Optional<DomainName> bound = Optional.empty();

  static FakeCluster start() throws IOException {
    FakeCluster cluster = new FakeCluster();
    for (String id : List.of("eu-1", "eu-2", "eu-3", "us-1", "us-2")) {
      Region region = id.startsWith("eu") ? EU : US;
      cluster.nodes.put(id, FakeNode.start(new NodeId(id), region, () -> cluster.directoryNow()));
    }
    cluster.publish(1, 1);
    return cluster;
  }

  FakeNode node(String id) {
    FakeNode node = nodes.get(id);
    if (node == null) {
      throw new AssertionError("no node " + id);
    }
    return node;
  }

  /** All nodes tell this directory from now on. */
  void publish(long version, int ruleVersion) {
    directory = directory(version, ruleVersion, EU);
  }

  /** The same, with the cities of France elsewhere. */
  void publishHomeOfFrance(int version, Region home) {
    directory = directory(version, version, home);
  }

  /**
   * From the next version on the visits are bound to the domain of that name, which is a region's.
   */
  void bindVisits(Region only) {
    bound = Optional.of(new DomainName(only.name()));
  }

  /** The directory says from its next version on that this node listens elsewhere. */
  void move(String id, int port) {
    movedPorts.put(id, port);
  }

  Directory directoryNow() {
    return Optional.ofNullable(directory).orElseThrow();
  }

  /** A client that learnt the cluster from eu-1. */
  ClientConfig config() {
    return configBy("eu-1");
  }

  /** A client that learnt the cluster from this node, and has no connection to any other yet. */
  ClientConfig configBy(String node) {
    return ClientConfig.to(Address.of(node(node).endpoint()).toString())
        .within(Duration.ofSeconds(20));
  }

  /** How many requests about rows have come to these nodes. */
  int asked(String... ids) {
    int asked = 0;
    for (String id : ids) {
      asked += node(id).asked().size();
    }
    return asked;
  }

  @Override
  public void close() {
    nodes.values().forEach(FakeNode::close);
  }

  private Directory directory(long version, int ruleVersion, Region france) {
    TableSpec cities = table(1, "cities", /* partitionKeyColumns= */ 2, ruleVersion, france);
    TableSpec trips = table(2, "trips", /* partitionKeyColumns= */ 1, ruleVersion, france);
    return new Directory(
        version,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
        new TreeMap<>(Map.of(EU, region(EU, 1, "eu"), US, region(US, 2, "us"))),
        new TreeMap<>(
            Map.of(cities.name(), cities, trips.name(), trips, VISITS, visits(ruleVersion))),
        new TreeMap<>(Map.of(domain(EU).name(), domain(EU), domain(US).name(), domain(US))));
  }

  private static ResidencyDomain domain(Region only) {
    return new ResidencyDomain(new DomainName(only.name()), new TreeSet<>(Set.of(only)));
  }

  private TableSpec visits(int ruleVersion) {
    TableSpec.Placement free = TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR);
    return new TableSpec(
        3,
        VISITS,
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        1,
        List.of(),
        bound.map(free::within).orElse(free),
        new TableSpec.Versions(ruleVersion, 1, 1));
  }

  private static TableSpec table(
      int id, String name, int partitionKeyColumns, int ruleVersion, Region france) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        partitionKeyColumns,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", new TreeMap<>(Map.of("FR", france, "US", US))),
            Partitioning.HASH),
        new TableSpec.Versions(ruleVersion, 1, 1));
  }

  private RegionEntry region(Region region, int origin, String prefix) {
    SortedMap<NodeId, NodeEntry> entries = new TreeMap<>();
    nodes.forEach(
        (id, node) -> {
          if (id.startsWith(prefix)) {
            Endpoint client = at(id, node.endpoint());
            NodeEntry entry =
                new NodeEntry(client.node(), new Zone("a"), client, client, Optional.empty());
            entries.put(entry.id(), entry);
          }
        });
    PartitionEntry only =
        new PartitionEntry(0, List.of(SlotRange.ALL), List.copyOf(entries.keySet()));
    return new RegionEntry(region, new Origin(origin), new Layout(1, List.of(only)), entries);
  }

  private Endpoint at(String id, Endpoint endpoint) {
    return new Endpoint(
        endpoint.node(), endpoint.host(), movedPorts.getOrDefault(id, endpoint.port()));
  }
}
