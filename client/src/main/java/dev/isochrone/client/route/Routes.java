package dev.isochrone.client.route;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One version of the directory in the form in which every request looks things up, with what was
 * learnt under it of who leads. Any thread.
 */
public final class Routes {
  private final Directory directory;
  private final Map<TableName, TableSpec> tables;
  private final Map<Region, Spread> regions = new LinkedHashMap<>();
  private final Map<Region, List<Spread>> nearFirst = new HashMap<>();
  private final Region near;

  /** How a region's partitions lie on its nodes; {@code replicas} by the partitions' ids. */
  private record Spread(RegionEntry region, List<Replicas> replicas) {
    Replicas of(Slot slot) {
      return replicas.get(region.layout().owner(slot).id());
    }
  }

  /**
   * The routes of a client in the region {@code near}, which the directory need not have.
   *
   * @param directory the version that is looked up
   */
  public Routes(Directory directory, Region near) {
    this.directory = directory;
    this.near = near;
    this.tables = new HashMap<>(directory.tables());
    for (RegionEntry region : directory.regions().values()) {
      List<Replicas> replicas = new ArrayList<>();
      for (PartitionEntry partition : region.layout().partitions()) {
        Replicas.Name name = new Replicas.Name(region.region(), partition.id());
        replicas.add(new Replicas(name, endpoints(region, partition)));
      }
      regions.put(region.region(), new Spread(region, replicas));
    }
    for (Region home : regions.keySet()) {
      nearFirst.put(home, order(near, home));
    }
  }

  private List<Spread> order(Region near, Region home) {
    Set<Region> order = new LinkedHashSet<>();
    order.add(near);
    order.add(home);
    order.addAll(regions.keySet());
    order.retainAll(regions.keySet());
    return order.stream().map(this::spread).toList();
  }

  private Spread spread(Region region) {
    Spread spread = regions.get(region);
    if (spread == null) {
      throw new AssertionError(region); // The directory's constructor saw to it.
    }
    return spread;
  }

  /** The version that is looked up. */
  public Directory directory() {
    return directory;
  }

  /** The client's own region. */
  Region near() {
    return near;
  }

  @Nullable TableSpec table(TableName name) {
    return tables.get(name);
  }

  /** The region that serves this client what any region that may have copies can. */
  Region taking(TableSpec table) {
    return directory.taking(table, near);
  }

  /** The same for rows with this home: this client's region, if it has copies of them. */
  Region taking(TableSpec table, Region home) {
    return directory.taking(table, home, near);
  }

  /**
   * The nodes of the region that serves this client, in turns, for a table's regional questions.
   */
  public List<Endpoint> takingNodes(TableSpec table, int turn) {
    List<Endpoint> servers = new ArrayList<>();
    addFrom(turn, endpoints(spread(taking(table)).region()), servers);
    return servers;
  }

  /** The servers of the partition that owns a slot in this region, which the directory has. */
  Replicas replicas(Region region, Slot slot) {
    return spread(region).of(slot);
  }

  /**
   * For reads that any replica may serve: those of the caller's region, those of the home, all
   * others, as far as they have copies of rows with this home. Within a region the turn says who is
   * first, so that all are asked alike.
   */
  List<Endpoint> nearFirst(TableSpec table, Region home, Slot slot, int turn) {
    boolean everywhere = table.placement().copies().isAll();
    return nearFirst(
        home, slot, turn, region -> everywhere || directory.holds(table, home, region));
  }

  /**
   * For scans of a whole table, likewise: the regions that have all of its rows; all regions, which
   * will say so, if none has.
   */
  List<Endpoint> nearFirst(TableSpec table, Slot slot, int turn) {
    boolean everywhere =
        table.placement().copies().isAll()
            || regions.keySet().stream().noneMatch(region -> directory.holdsAll(table, region));
    return nearFirst(
        taking(table), slot, turn, region -> everywhere || directory.holdsAll(table, region));
  }

  private List<Endpoint> nearFirst(Region home, Slot slot, int turn, Predicate<Region> asked) {
    List<Endpoint> servers = new ArrayList<>();
    for (Spread spread : order(home)) {
      if (asked.test(spread.region().region())) {
        addFrom(turn, spread.of(slot).all(), servers);
      }
    }
    return servers;
  }

  /** All nodes, the near ones first: for questions that every node answers. */
  public List<Endpoint> nodes(int turn) {
    List<Endpoint> servers = new ArrayList<>();
    for (Spread spread : order(regions.keySet().iterator().next())) {
      addFrom(turn, endpoints(spread.region()), servers);
    }
    return servers;
  }

  private List<Spread> order(Region home) {
    List<Spread> order = nearFirst.get(home);
    if (order == null) {
      throw new AssertionError(home);
    }
    return order;
  }

  private static void addFrom(int turn, List<Endpoint> servers, List<Endpoint> to) {
    for (int i = 0; i < servers.size(); i++) {
      to.add(servers.get(Math.floorMod(turn + i, servers.size())));
    }
  }

  private static List<Endpoint> endpoints(RegionEntry region) {
    return region.nodes().values().stream().map(NodeEntry::client).toList();
  }

  private static List<Endpoint> endpoints(RegionEntry region, PartitionEntry partition) {
    List<Endpoint> replicas = new ArrayList<>();
    for (NodeId replica : partition.replicas()) {
      NodeEntry node = region.nodes().get(replica);
      if (node == null) {
        throw new AssertionError(replica); // The region's constructor saw to it.
      }
      replicas.add(node.client());
    }
    return replicas;
  }
}
