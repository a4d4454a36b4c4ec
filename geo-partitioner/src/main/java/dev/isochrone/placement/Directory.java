package dev.isochrone.placement;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is where: one immutable version of it. Servers and clients work from their copy; a refusal
 * says when it is old.
 *
 * @param version grows with every change; at least 1
 * @param cluster the identity of what it describes
 * @param domains regions that rows may be bound to
 * @param overrides homes that were moved away from where their table's rule says
 * @param lastTableId the greatest id that a table was ever given: one up to it that is not among
 *     the tables was dropped, and one above it is not known here yet
 */
public record Directory(
    long version,
    Cluster cluster,
    SortedMap<Region, RegionEntry> regions,
    SortedMap<TableName, TableSpec> tables,
    SortedMap<DomainName, ResidencyDomain> domains,
    HomeOverrides overrides,
    int lastTableId) {

  /** The cluster's identity, and its name for people. */
  public record Cluster(ClusterId id, String name) {}

  /**
   * A warning: what is bound to this domain has no copy outside of its one region, and is lost with
   * it.
   *
   * @param tables those bound to it, perhaps none yet
   */
  public record LoneRegion(DomainName domain, Region region, List<TableName> tables) {
    public LoneRegion {
      tables = List.copyOf(tables);
    }

    /** For a person. */
    @Override
    public String toString() {
      return "residency domain "
          + domain
          + " is the region "
          + region
          + " alone: "
          + (tables.isEmpty() ? "tables bound to it have" : tables + " have")
          + " no copy in another region, and are lost with it";
    }
  }

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
    if (lastTableId < greatestId(tables)) {
      throw new IllegalArgumentException(
          "a table has a greater id than the last one given, " + lastTableId);
    }
    requireDistinctOrigins(regions.values());
    requireDistinctNodes(regions.values());
    for (ResidencyDomain domain : domains.values()) {
      requireKnown(domain.regions(), regions.keySet(), "residency domain " + domain.name());
    }
    for (TableSpec table : tables.values()) {
      requireKnown(table.placement().rule().homes(), regions.keySet(), "" + table.name());
      requireResidency(table, table.placement().rule().homes(), domains);
    }
    for (Map.Entry<Integer, SortedMap<Bytes, HomeOverrides.MovedHome>> moved :
        overrides.byTable().entrySet()) {
      TableSpec table = homed(moved.getKey(), tables.values());
      Set<Region> homes = homes(moved.getValue().values());
      requireKnown(homes, regions.keySet(), "a moved home of " + table.name());
      requireResidency(table, homes, domains);
    }
  }

  /** Of a cluster where no table was dropped after the last one that is there. */
  public Directory(
      long version,
      Cluster cluster,
      SortedMap<Region, RegionEntry> regions,
      SortedMap<TableName, TableSpec> tables,
      SortedMap<DomainName, ResidencyDomain> domains,
      HomeOverrides overrides) {
    this(version, cluster, regions, tables, domains, overrides, greatestId(tables));
  }

  /** Of a cluster where no home has moved. */
  public Directory(
      long version,
      Cluster cluster,
      SortedMap<Region, RegionEntry> regions,
      SortedMap<TableName, TableSpec> tables,
      SortedMap<DomainName, ResidencyDomain> domains) {
    this(version, cluster, regions, tables, domains, HomeOverrides.NONE);
  }

  /** Of a cluster without residency domains. */
  public Directory(
      long version,
      Cluster cluster,
      SortedMap<Region, RegionEntry> regions,
      SortedMap<TableName, TableSpec> tables) {
    this(version, cluster, regions, tables, Collections.emptySortedMap());
  }

  /**
   * Whether a copy of the table's rows may be in the region. What is not known is not allowed: no
   * region is in a domain that this directory lacks.
   */
  public boolean mayHold(TableSpec table, Region region) {
    return table
        .placement()
        .residency()
        .map(
            name -> {
              ResidencyDomain domain = domains.get(name);
              return domain != null && domain.regions().contains(region);
            })
        .orElse(true);
  }

  /**
   * Whether a region has copies of the rows of a table that have this home: it may, and the table
   * has so many copies. If it has fewer than all, those regions have one that are nearest to the
   * home; of two equally near, and where nobody said where they lie, the first by name.
   *
   * @param home of a multi-master table whatever region
   */
  public boolean holds(TableSpec table, Region home, Region region) {
    Copies copies = table.placement().copies();
    if (!mayHold(table, region)) {
      return false;
    } else if (copies.isAll() || region.equals(home)) {
      return true;
    }
    return regions.values().stream()
        .filter(entry -> !entry.region().equals(home) && mayHold(table, entry.region()))
        .sorted(
            Comparator.<RegionEntry>comparingDouble(entry -> distance(home, entry))
                .thenComparing(RegionEntry::region))
        .limit(copies.elsewhere())
        .anyMatch(entry -> entry.region().equals(region));
  }

  /** Whether a region has a copy of every row of the table, wherever its home. */
  public boolean holdsAll(TableSpec table, Region region) {
    return mayHold(table, region)
        && (table.placement().copies().isAll()
            || homes(table).stream().allMatch(home -> holds(table, home, region)));
  }

  /** Grows with the distance; the greatest where nobody knows. */
  private double distance(Region home, RegionEntry to) {
    Optional<Coordinates> from = region(home).flatMap(RegionEntry::coordinates);
    return from.isPresent() && to.coordinates().isPresent()
        ? GreatCircle.haversine(from.get(), to.coordinates().get())
        : Double.POSITIVE_INFINITY;
  }

  /** Where rows of the table can be at home; of a multi-master table, who may write them. */
  public SortedSet<Region> homes(TableSpec table) {
    SortedSet<Region> named = table.placement().rule().homes();
    NavigableSet<Region> homes = new TreeSet<>(named.isEmpty() ? regions.keySet() : named);
    homes.removeIf(region -> !mayHold(table, region));
    Map<Bytes, HomeOverrides.MovedHome> moved = overrides.byTable().get(table.id());
    if (moved != null) {
      homes.addAll(homes(moved.values()));
    }
    return Collections.unmodifiableSortedSet(homes);
  }

  /** What is allowed and unwise, for the person who set it up. */
  public List<LoneRegion> warnings() {
    return domains.values().stream()
        .filter(domain -> domain.regions().size() == 1)
        .map(domain -> new LoneRegion(domain.name(), domain.regions().first(), bound(domain)))
        .toList();
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

  /**
   * The same for rows with this home, of a table that may have fewer copies than regions: if the
   * caller's region is one that could have had a copy, and has none, the home serves it.
   */
  public Region taking(TableSpec table, Region home, Region near) {
    Region taking = taking(table, near);
    return !table.placement().locality().isHomed() || holds(table, home, taking) ? taking : home;
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

  /** Whether there was a table with this id, and is no more. Ids are not given again. */
  public boolean wasDropped(int tableId) {
    return tableId <= lastTableId && table(tableId).isEmpty();
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

  private static int greatestId(SortedMap<TableName, TableSpec> tables) {
    return tables.values().stream().mapToInt(TableSpec::id).max().orElse(0);
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

  private static void requireKnown(Collection<Region> named, Set<Region> known, String whose) {
    for (Region region : named) {
      if (!known.contains(region)) {
        throw new IllegalArgumentException(
            whose + " names the unknown region " + region + "; the regions are " + known);
      }
    }
  }

  /** A home outside of the domain could never be written to. */
  private static void requireResidency(
      TableSpec table, Collection<Region> homes, Map<DomainName, ResidencyDomain> domains) {
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
              + ", which is not known; the domains are "
              + domains.keySet());
    }
    for (Region home : homes) {
      if (!domain.regions().contains(home)) {
        throw new IllegalArgumentException(
            table.name()
                + " has homes in "
                + home
                + ", outside of its domain "
                + name.get()
                + ", which is "
                + domain.regions());
      }
    }
  }

  private static TableSpec homed(int tableId, Collection<TableSpec> tables) {
    return tables.stream()
        .filter(table -> table.id() == tableId && table.placement().locality().isHomed())
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "homes were moved of table " + tableId + ", which has none"));
  }

  private static Set<Region> homes(Collection<HomeOverrides.MovedHome> moved) {
    return moved.stream()
        .map(HomeOverrides.MovedHome::home)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<TableName> bound(ResidencyDomain domain) {
    return tables.values().stream()
        .filter(table -> table.placement().residency().equals(Optional.of(domain.name())))
        .map(TableSpec::name)
        .toList();
  }
}
