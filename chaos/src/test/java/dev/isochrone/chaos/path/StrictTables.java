package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;

import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table of each kind that refuses what others take. */
final class StrictTables {
  static final DomainName EU = new DomainName("eu");

  private StrictTables() {}

  /** Declared columns, at home by country. */
  static TableSpec cities() {
    return table(
        1,
        "cities",
        List.of(new Column("name", ValueType.STRING), new Column("population", ValueType.INT64)),
        byCountry(Map.of("FR", EU_WEST, "BE", EU_WEST, "US", US_EAST)));
  }

  /** Bound to Europe. */
  static TableSpec people() {
    return table(2, "people", List.of(), byCountry(Map.of("FR", EU_WEST)).within(EU));
  }

  private static TableSpec table(
      int id, String name, List<Column> columns, TableSpec.Placement placement) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        columns,
        placement,
        TableSpec.Versions.FIRST);
  }

  private static TableSpec.Placement byCountry(Map<String, Region> homes) {
    return new TableSpec.Placement(
        TableLocality.REGIONAL_BY_ROW,
        new HomeRule.ByValue("country", new TreeMap<>(homes)),
        Partitioning.HASH);
  }

  /** Keyed by one text, all at home in Europe. */
  static TableSpec notes() {
    return ofTitles(
        3,
        "notes",
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(EU_WEST), Partitioning.HASH));
  }

  /** Multi-master, with siblings. */
  static TableSpec carts() {
    return ofTitles(4, "carts", TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR));
  }

  private static TableSpec ofTitles(int id, String name, TableSpec.Placement placement) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("title", KeyType.STRING)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        placement,
        TableSpec.Versions.FIRST);
  }
}
