package dev.isochrone.local;

import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.ResidencyDomain;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster on one machine looks like.
 *
 * @param dir holds the cluster's id and a directory per node; a second start goes on with what is
 *     there
 * @param portBase node i, counted over regions and zones in order, listens at {@code portBase + 10
 *     i} for clients, and at the ports after it for servers, for Raft and, as a process, for HTTP
 * @param regions each with its zones, one node per zone
 * @param tables what the directory holds
 * @param geography what is said of the regions beside their zones
 * @param tls whether all ports speak TLS; certificates are made in {@code dir/tls} at the first
 *     start
 */
public record LocalClusterConfig(
    String name,
    Path dir,
    int portBase,
    SortedMap<Region, List<Zone>> regions,
    List<TableSpec> tables,
    Clocks clocks,
    Geography geography,
    boolean tls) {

  /** Port numbers from one node to the next. */
  static final int PORT_STRIDE = 10;

  /** How many of them a node listens at: for clients, servers, Raft, and HTTP. */
  static final int PORTS = 4;

  /** Where the nodes take their time from. */
  public record Clocks(PhysicalClock physical, Ticker ticker) {
    public static final Clocks SYSTEM = new Clocks(PhysicalClock.system(), Ticker.system());
  }

  /**
   * What is said of regions.
   *
   * @param partitions how many each has; one where nothing is said
   * @param domains which of them rows may be bound to
   * @param coordinates where they lie
   */
  public record Geography(
      SortedMap<Region, Integer> partitions,
      SortedMap<DomainName, ResidencyDomain> domains,
      SortedMap<Region, Coordinates> coordinates) {
    /** One partition each, no domains, and nobody knows where. */
    public static final Geography PLAIN =
        new Geography(
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap());

    public Geography {
      partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
      domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
      coordinates = Collections.unmodifiableSortedMap(new TreeMap<>(coordinates));
    }

    /** The same, with so many partitions in this region. */
    public Geography partitions(Region region, int count) {
      SortedMap<Region, Integer> all = new TreeMap<>(partitions);
      all.put(region, count);
      return new Geography(all, domains, coordinates);
    }

    /** The same, with this domain. */
    public Geography domain(ResidencyDomain domain) {
      SortedMap<DomainName, ResidencyDomain> all = new TreeMap<>(domains);
      all.put(domain.name(), domain);
      return new Geography(partitions, all, coordinates);
    }

    /** The same, with this region lying there. */
    public Geography coordinates(Region region, Coordinates place) {
      SortedMap<Region, Coordinates> all = new TreeMap<>(coordinates);
      all.put(region, place);
      return new Geography(partitions, domains, all);
    }
  }

  public LocalClusterConfig {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    tables = List.copyOf(tables);
    requireKnown(geography.partitions().keySet(), regions.keySet());
    requireKnown(geography.coordinates().keySet(), regions.keySet());
    int nodes = regions.values().stream().mapToInt(List::size).sum();
    if (nodes < 1 || regions.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("every region needs a zone");
    }
    if (portBase < 1_024 || portBase + nodes * PORT_STRIDE > 65_535) {
      throw new IllegalArgumentException(
          "ports from " + portBase + " on leave no room for " + nodes + " nodes");
    }
  }

  private static void requireKnown(Set<Region> named, Set<Region> known) {
    if (!known.containsAll(named)) {
      throw new IllegalArgumentException(named + " are not all among the regions " + known);
    }
  }

  /** One partition in each region, no residency domains. */
  public LocalClusterConfig(
      String name,
      Path dir,
      int portBase,
      SortedMap<Region, List<Zone>> regions,
      List<TableSpec> tables,
      Clocks clocks) {
    this(name, dir, portBase, regions, tables, clocks, Geography.PLAIN, /* tls= */ false);
  }

  /** The same, with this said of its regions. */
  public LocalClusterConfig with(Geography said) {
    return new LocalClusterConfig(name, dir, portBase, regions, tables, clocks, said, tls);
  }

  /** The same over TLS. */
  public LocalClusterConfig withTls() {
    return new LocalClusterConfig(
        name, dir, portBase, regions, tables, clocks, geography, /* tls= */ true);
  }
}
