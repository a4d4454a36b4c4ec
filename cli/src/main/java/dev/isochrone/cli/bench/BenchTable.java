package dev.isochrone.cli.bench;

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
import java.util.SortedMap;
import java.util.TreeMap;

/** The region that {@code bench --local-processes} starts, and the table that it measures. */
public final class BenchTable {
  public static final Region HOME = new Region("eu-west");
  public static final String NAME = "bench";

  private BenchTable() {}

  /** One region of three zones. */
  public static SortedMap<Region, List<Zone>> regions() {
    return new TreeMap<>(Map.of(HOME, List.of(new Zone("a"), new Zone("b"), new Zone("c"))));
  }

  /** {@code bench(id)}, all of it at home in that region. */
  public static TableSpec table() {
    return new TableSpec(
        1,
        TableName.parse(NAME),
        List.of(new KeyColumn("id", KeyType.STRING)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(HOME), Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }
}
