package dev.isochrone.zone;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.ConflictPolicy;
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
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cluster that tests of a node's services know: two nodes in one region, one in another, a
 * table whose rows live in either; and the first node's only replica.
 */
public final class TwoRegions {
  public static final Region EU = new Region("eu-west");
  public static final Region ASIA = new Region("ap-south");
  public static final NodeId SELF = new NodeId("eu-west-a");
  public static final NodeId NEIGHBOUR = new NodeId("eu-west-b");
  public static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  public static final TableName CITIES = TableName.parse("cities");

  private TwoRegions() {}

  /** With nodes that nobody listens for. */
  public static Directory directory(TableSpec... tables) {
    return directory(7_410, tables);
  }

  /**
   * The cluster.
   *
   * @param neighbourPort where the second node of the first region listens for clients, and at the
   *     port after it for servers
   */
  public static Directory directory(int neighbourPort, TableSpec... tables) {
    return new Directory(
        1,
        new Directory.Cluster(CLUSTER, "test"),
        new TreeMap<>(
            Map.of(
                EU,
                region(EU, 1, node(SELF, 7_400), node(NEIGHBOUR, neighbourPort)),
                ASIA,
                region(ASIA, 2, node(new NodeId("ap-south-a"), 7_420)))),
        new TreeMap<>(
            Arrays.stream(tables).collect(Collectors.toMap(TableSpec::name, Function.identity()))));
  }

  /** {@code cities(country, id)}: India's rows live in Asia, those of these countries in Europe. */
  public static TableSpec cities(String... european) {
    TreeMap<String, Region> homes = new TreeMap<>(Map.of("IN", ASIA));
    for (String country : european) {
      homes.put(country, EU);
    }
    return new TableSpec(
        1,
        CITIES,
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", homes),
            Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  /**
   * The first node's replica, alone in its group, over this store; its log says nothing yet.
   * Besides the cities it knows two multi-master tables: 2, last write wins, and 3, with siblings.
   */
  public static PartitionReplica replica(
      PartitionStore store,
      PartitionReplica.Clocks clocks,
      LoneGroup.Circumstances group,
      BooleanSupplier diskFull)
      throws IOException {
    PartitionIdentity identity =
        new PartitionIdentity(new OriginPartition(new Origin(1), 0), 1, List.of(SlotRange.ALL));
    RuleInForce rule =
        new RuleInForce(1, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1);
    return PartitionReplica.open(
        store,
        clocks,
        new Opening(
            identity,
            List.of(new Origin(2)),
            List.of(
                rule,
                RuleInForce.multiMaster(2, 1, 1, ConflictPolicy.LWW),
                RuleInForce.multiMaster(3, 1, 1, ConflictPolicy.VECTOR))),
        new PartitionReplica.Join() {
          @Override
          public <P extends Proposal> Group<P> join(ReplicatedState<P> state) {
            return new LoneGroup<>(state, new MemberId(SELF.name()), group);
          }
        },
        diskFull,
        opened -> new Deaf());
  }

  /** Where a node listens. */
  public static Endpoint endpoint(NodeId node, int port) {
    return new Endpoint(node, "localhost", port);
  }

  /** Partitions with these slots, in their order, each on both nodes of the first region. */
  public static Layout layout(List<List<SlotRange>> slots) {
    List<PartitionEntry> partitions = new ArrayList<>();
    for (List<SlotRange> owned : slots) {
      partitions.add(new PartitionEntry(partitions.size(), owned, List.of(SELF, NEIGHBOUR)));
    }
    return new Layout(1, partitions);
  }

  private static RegionEntry region(Region region, int origin, NodeEntry... nodes) {
    TreeMap<NodeId, NodeEntry> byId = new TreeMap<>();
    for (NodeEntry node : nodes) {
      byId.put(node.id(), node);
    }
    PartitionEntry all = new PartitionEntry(0, List.of(SlotRange.ALL), List.copyOf(byId.keySet()));
    return new RegionEntry(region, new Origin(origin), new Layout(1, List.of(all)), byId);
  }

  private static NodeEntry node(NodeId id, int port) {
    return new NodeEntry(
        id,
        new Zone("a"),
        endpoint(id, port),
        endpoint(id, port + 1),
        Optional.of(endpoint(id, port + 2)));
  }

  private static final class Deaf implements PartitionReplica.Listener {
    @Override
    public void announced() {
      // Nobody to tell.
    }

    @Override
    public void leads(boolean leads) {
      // Nobody to tell.
    }
  }
}
