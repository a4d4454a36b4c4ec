package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tables that tests read rows of, and a directory of one region. */
public final class Tables {
  public static final Region EU = new Region("eu-west");
  public static final Region US = new Region("us-east");

  private Tables() {}

  /** {@code places(country, id)} at home where their country is, with these declared columns. */
  public static TableSpec places(int id, String name, Column... columns) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(columns),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", new TreeMap<>(Map.of("FR", EU, "DE", EU, "US", US))),
            Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  /** A table of rows with a key of each type, and a column of each. */
  public static TableSpec everyType() {
    List<KeyColumn> key =
        List.of(
            new KeyColumn("k_string", KeyType.STRING),
            new KeyColumn("k_int64", KeyType.INT64),
            new KeyColumn("k_bool", KeyType.BOOL),
            new KeyColumn("k_bytes", KeyType.BYTES),
            new KeyColumn("k_uuid", KeyType.UUID),
            new KeyColumn("k_timestamp", KeyType.TIMESTAMP));
    return pinned(key, everyColumn());
  }

  /** The same key, and any document. */
  public static TableSpec anyDocument() {
    return pinned(everyType().key(), List.of());
  }

  /** A column of each type, named as the command line names the type. */
  static List<Column> everyColumn() {
    return Arrays.stream(ValueType.values())
        .filter(type -> type != ValueType.NULL)
        .map(type -> new Column(Words.name(type), type))
        .toList();
  }

  private static TableSpec pinned(List<KeyColumn> key, List<Column> columns) {
    return new TableSpec(
        7,
        TableName.parse("every"),
        key,
        1,
        columns,
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(EU), Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  /** A directory of one region with one node; no table need stand in it. */
  public static Directory directory() {
    NodeId id = new NodeId("eu-west-a");
    Endpoint endpoint = new Endpoint(id, "127.0.0.1", 7_400);
    NodeEntry node = new NodeEntry(id, new Zone("a"), endpoint, endpoint, Optional.empty());
    Layout layout =
        new Layout(1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), List.of(id))));
    return new Directory(
        1,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
        new TreeMap<>(
            Map.of(
                EU, new RegionEntry(EU, new Origin(1), layout, new TreeMap<>(Map.of(id, node))))),
        new TreeMap<>());
  }
}
