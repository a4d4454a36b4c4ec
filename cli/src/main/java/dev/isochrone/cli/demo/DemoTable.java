package dev.isochrone.cli.demo;

import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Continent;
import dev.isochrone.placement.Countries;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The demo's regions and its tables: cities, keyed by country and id, at home where their country
 * is, and profiles, which every region writes.
 */
public final class DemoTable {
  public static final Region EU_WEST = new Region("eu-west");
  public static final Region US_EAST = new Region("us-east");
  public static final Region AP_SOUTH = new Region("ap-south");

  private DemoTable() {}

  /** Three regions of three zones each. */
  public static SortedMap<Region, List<Zone>> regions() {
    List<Zone> zones = List.of(new Zone("a"), new Zone("b"), new Zone("c"));
    return new TreeMap<>(Map.of(EU_WEST, zones, US_EAST, zones, AP_SOUTH, zones));
  }

  /** {@code cities(country, id)}. */
  public static TableSpec cities() {
    return new TableSpec(
        1,
        TableName.parse("cities"),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(
            new Column("name", ValueType.STRING),
            new Column("population", ValueType.INT64),
            new Column("latitude", ValueType.DOUBLE),
            new Column("longitude", ValueType.DOUBLE)),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", homes()),
            Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  /** {@code profiles(id)}, which every region writes. */
  static TableSpec profiles() {
    return new TableSpec(
        2,
        TableName.parse("profiles"),
        List.of(new KeyColumn("id", KeyType.STRING)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        TableSpec.Placement.multiMaster(ConflictPolicy.LWW),
        TableSpec.Versions.FIRST);
  }

  private static SortedMap<String, Region> homes() {
    return Countries.ofThisRelease()
        .homes(
            Map.of(
                Continent.AFRICA, EU_WEST,
                Continent.ANTARCTICA, AP_SOUTH,
                Continent.ASIA, AP_SOUTH,
                Continent.EUROPE, EU_WEST,
                Continent.NORTH_AMERICA, US_EAST,
                Continent.OCEANIA, AP_SOUTH,
                Continent.SOUTH_AMERICA, US_EAST));
  }
}
