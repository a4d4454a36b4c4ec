package dev.isochrone.placement;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
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
    SortedMap<TableName, TableSpec> tables,
    SortedMap<DomainName, ResidencyDomain> domains) {

  /** The cluster's identity, and its name for people. */
  public record Cluster(ClusterId id, String name) {}

  public Directory {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
    if (version < 1) {
      throw new IllegalArgumentException("directory version " + version);
    }
    regions.forEach((name, entry) -> requireOwnName(name, entry.region()));
    tables.forEach((name, table) -> requireOwnName(name, table.name()));
    domains.forEach((name, domain) -> requireOwnName(name, domain.name()));
    requireDistinctIds(tables.values());
    requireDistinctOrigins(regions.values());
    requireDistinctNodes(regions.values());
    for (TableSpec table : tables.values()) {
      requireKnownRegions(table, regions.keySet());
      requireResidency(table, domains);
    }
    for (ResidencyDomain domain : domains.values()) {
      if (!regions.keySet().containsAll(domain.regions())) {
        throw new IllegalArgumentException(
            "residency domain " + domain.name() + " names unknown regions: " + domain.regions());
      }
    }
  }

  /** Of a cluster without residency domains. */
  public Directory(
      long version,
      Cluster cluster,
      SortedMap<Region, RegionEntry> regions,
      SortedMap<TableName, TableSpec> tables) {
    this(version, cluster, regions, tables, new TreeMap<>());
  }

  /** Whether a copy of the table's rows may be in the region. */
  public boolean mayHold(TableSpec table, Region region) {
    return table
        .placement()
        .residency()
        .map(name -> Objects.requireNonNull(domains.get(name)).regions().contains(region))
        .orElse(true);
  }

  /**
   * Which region serves a caller what any region that holds the table's rows can: the caller's own,
   * if it is one of these, else the first of them by name. It takes the caller's writes to
   * multi-master rows.
   *
   * @param near the caller's region; the directory need not have it
   */
  public Region taking(TableSpec table, Region near) {
    return regions.containsKey(near) && mayHold(table, near)
        ? near
        : regions.keySet().stream()
            .filter(region -> mayHold(table, region))
            .findFirst()
            .orElseThrow(); // A domain has a region, as a directory has, and knows it.
  }

  /** The region of this name, if there is one. */
  public Optional<RegionEntry> region(Region region) {
    return Optional.ofNullable(regions.get(region));
  }

  /** The table of this name, if there is one. */
  public Optional<TableSpec> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }

  /** The table with this id, if there is one. */
  public Optional<TableSpec> table(int id) {
    return tables.values().stream().filter(table -> table.id() == id).findAny();
  }

  /** The region whose present incarnation has this number. */
  public Optional<RegionEntry> origin(Origin origin) {
    return regions.values().stream().filter(entry -> entry.origin().equals(origin)).findAny();
  }

  private static void requireOwnName(Object name, Object own) {
    if (!name.equals(own)) {
      throw new IllegalArgumentException(own + " stands under the name " + name);
    }
  }

  private static void requireDistinctIds(Collection<TableSpec> tables) {
    Set<Integer> ids = new HashSet<>();
    for (TableSpec table : tables) {
      if (!ids.add(table.id())) {
        throw new IllegalArgumentException("two tables have the id " + table.id());
      }
    }
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
    for (Region home : homes(table.placement().rule())) {
      if (!regions.contains(home)) {
        throw new IllegalArgumentException(table.name() + " has homes in unknown region " + home);
      }
    }
  }

  /** A home outside of the domain could never be written to. */
  private static void requireResidency(TableSpec table, Map<DomainName, ResidencyDomain> domains) {
    Optional<DomainName> name = table.placement().residency();
    if (name.isEmpty()) {
      return;
    }
    ResidencyDomain domain = domains.get(name.get());
    if (domain == null) {
      throw new IllegalArgumentException(
          table.name()
              + " is bound to the residency domain "
              + name.get()
              + ", which is not known");
    }
    for (Region home : homes(table.placement().rule())) {
      if (!domain.regions().contains(home)) {
        throw new IllegalArgumentException(
            table.name() + " has homes in " + home + ", outside of its domain " + name.get());
      }
    }
  }

  private static Collection<Region> homes(HomeRule rule) {
    if (rule instanceof HomeRule.ByValue byValue) {
      return byValue.regions().values();
    } else if (rule instanceof HomeRule.Pinned pinned) {
      return Set.of(pinned.region());
    } else if (rule instanceof HomeRule.Everywhere) {
      return Set.of();
    }
    throw new AssertionError(rule);
  }
}
