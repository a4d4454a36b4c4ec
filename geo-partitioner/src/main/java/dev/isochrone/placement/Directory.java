package dev.isochrone.placement;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is where: one immutable version of it. Servers and clients work from their copy; a refusal
 * says when it is old.
 *
 * @param version grows with every change; at least 1
 * @param cluster the identity of what it describes
 */
public record Directory(
    long version,
    Cluster cluster,
    SortedMap<Region, RegionEntry> regions,
    SortedMap<TableName, TableSpec> tables) {

  /** The cluster's identity, and its name for people. */
  public record Cluster(ClusterId id, String name) {}

  public Directory {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    if (version < 1) {
      throw new IllegalArgumentException("directory version " + version);
    }
    requireDistinctOrigins(regions.values());
    requireDistinctNodes(regions.values());
    for (TableSpec table : tables.values()) {
      requireKnownRegions(table, regions.keySet());
    }
  }

  public Optional<RegionEntry> region(Region region) {
    return Optional.ofNullable(regions.get(region));
  }

  public Optional<TableSpec> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }

  public Optional<TableSpec> table(int id) {
    return tables.values().stream().filter(table -> table.id() == id).findAny();
  }

  /** The region whose present incarnation has this number. */
  public Optional<RegionEntry> origin(Origin origin) {
    return regions.values().stream().filter(entry -> entry.origin().equals(origin)).findAny();
  }

  private static void requireDistinctOrigins(Collection<RegionEntry> regions) {
    Set<Origin> origins = new HashSet<>();
    for (RegionEntry region : regions) {
      if (!origins.add(region.origin())) {
        throw new IllegalArgumentException(region.origin() + " names two regions");
      }
    }
  }

  private static void requireDistinctNodes(Collection<RegionEntry> regions) {
    Set<NodeId> nodes = new HashSet<>();
    for (RegionEntry region : regions) {
      for (NodeId node : region.nodes().keySet()) {
        if (!nodes.add(node)) {
          throw new IllegalArgumentException("two nodes are called " + node);
        }
      }
    }
  }

  private static void requireKnownRegions(TableSpec table, Set<Region> regions) {
    HomeRule rule = table.placement().rule();
    Set<Region> named =
        rule instanceof HomeRule.ByValue byValue
            ? Set.copyOf(byValue.regions().values())
            : Set.of(((HomeRule.Pinned) rule).region());
    if (!regions.containsAll(named)) {
      throw new IllegalArgumentException(table.name() + " has homes in unknown regions: " + named);
    }
  }
}
