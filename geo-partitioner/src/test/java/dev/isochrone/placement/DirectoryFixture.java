package dev.isochrone.placement;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A small world: two regions of one node each, and the table of cities. */
final class DirectoryFixture {
  static final Region EU_WEST = new Region("eu-west");
  static final Region AP_SOUTH = new Region("ap-south");
  static final Directory.Cluster CLUSTER =
      new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test");

  private DirectoryFixture() {}

  static Directory of(Map<Region, RegionEntry> regions, Map<TableName, TableSpec> tables) {
    return new Directory(1, CLUSTER, new TreeMap<>(regions), new TreeMap<>(tables));
  }

  /** Both regions, and this table. */
  static Directory with(TableSpec table) {
    return of(
        Map.of(EU_WEST, region(EU_WEST, 1, "w1"), AP_SOUTH, region(AP_SOUTH, 2, "s1")),
        Map.of(table.name(), table));
  }

  static RegionEntry region(Region region, int origin, String node) {
    return new RegionEntry(
        region,
        new Origin(origin),
        new Layout(1, List.of(partition(0, List.of(SlotRange.ALL), node))),
        new TreeMap<>(Map.of(new NodeId(node), node(node))));
  }

  static PartitionEntry partition(int id, List<SlotRange> slots, String... nodes) {
    return new PartitionEntry(id, slots, List.of(nodes).stream().map(NodeId::new).toList());
  }

  static NodeEntry node(String name) {
    NodeId id = new NodeId(name);
    return new NodeEntry(
        id, new Zone("a"), endpoint(id, 7400), endpoint(id, 7401), Optional.of(endpoint(id, 7402)));
  }

  static TableSpec cities(int id, TableSpec.Placement placement) {
    return table(
        id, "cities", 1, placement, column("country", KeyType.STRING), column("id", KeyType.INT64));
  }

  static TableSpec table(
      int id,
      String name,
      int partitionKeyColumns,
      TableSpec.Placement placement,
      KeyColumn... key) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(key),
        partitionKeyColumns,
        List.of(),
        placement,
        TableSpec.Versions.FIRST);
  }

  static KeyColumn column(String name, KeyType type) {
    return new KeyColumn(name, type);
  }

  static TableSpec.Placement byCountry() {
    return new TableSpec.Placement(
        TableLocality.REGIONAL_BY_ROW,
        new HomeRule.ByValue("country", new TreeMap<>(Map.of("FR", EU_WEST, "IN", AP_SOUTH))),
        Partitioning.HASH);
  }

  static TableSpec.Placement pinned(TableLocality locality, Partitioning partitioning) {
    return new TableSpec.Placement(locality, new HomeRule.Pinned(EU_WEST), partitioning);
  }

  private static Endpoint endpoint(NodeId node, int port) {
    return new Endpoint(node, "localhost", port);
  }
}
