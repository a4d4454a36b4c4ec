package dev.isochrone.client;

import dev.isochrone.client.Leaders.PartitionName;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.RowPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which servers can answer for a row, by one version of the directory.
 *
 * @param key typed by the table
 * @param place the row's home and slot
 */
record Route(Directory directory, Key key, RowPlace place) {

  /** The way to a row, or why there is none: {@code NO_SUCH_TABLE}, or placement's refusals. */
  static Outcome<Route> find(Directory directory, TableName name, KeyForm form) {
    Optional<TableSpec> table = directory.table(name);
    if (table.isEmpty()) {
      return Outcome.refused(noSuchTable(directory, name));
    }
    try {
      Key key = form.in(table.get()).orThrow();
      return Placement.place(table.get(), key).map(place -> new Route(directory, key, place));
    } catch (RefusedException unfit) {
      return Outcome.refused(unfit.refusal());
    }
  }

  static Refusal noSuchTable(Directory directory, TableName name) {
    return Refusal.of(
        RefusalCode.NO_SUCH_TABLE,
        "there is no table " + name + "; the tables are " + directory.tables().keySet());
  }

  /** By which truth the home was found; the home refuses a request that found it by another. */
  RoutedBy routedBy() {
    return new RoutedBy(place.home().ruleVersion(), place.home().epoch());
  }

  /** The partition that takes the row's writes. */
  PartitionName homePartition() {
    return new PartitionName(home().region(), home().layout().owner(place.slot()).id());
  }

  /**
   * For writes and strong reads: the leader, if one is believed, then the home's other replicas.
   */
  List<Endpoint> leaderFirst(Optional<Endpoint> leader) {
    Map<NodeId, Endpoint> servers = new LinkedHashMap<>();
    leader.ifPresent(endpoint -> servers.put(endpoint.node(), endpoint));
    replicas(home()).forEach(endpoint -> servers.putIfAbsent(endpoint.node(), endpoint));
    return List.copyOf(servers.values());
  }

  /**
   * For reads that any replica may serve: those of the caller's region, those of the home, all
   * others. Within a region the turn says who is first, so that all are asked alike.
   */
  List<Endpoint> nearFirst(Region near, int turn) {
    Set<RegionEntry> regions = new LinkedHashSet<>();
    directory.region(near).ifPresent(regions::add);
    regions.add(home());
    regions.addAll(directory.regions().values());
    List<Endpoint> servers = new ArrayList<>();
    for (RegionEntry region : regions) {
      List<Endpoint> replicas = replicas(region);
      for (int i = 0; i < replicas.size(); i++) {
        servers.add(replicas.get(Math.floorMod(turn + i, replicas.size())));
      }
    }
    return servers;
  }

  private RegionEntry home() {
    return directory.region(place.home().region()).orElseThrow();
  }

  private List<Endpoint> replicas(RegionEntry region) {
    PartitionEntry partition = region.layout().owner(place.slot());
    List<Endpoint> replicas = new ArrayList<>();
    for (NodeId replica : partition.replicas()) {
      Optional.ofNullable(region.nodes().get(replica))
          .ifPresent(node -> replicas.add(node.client()));
    }
    return replicas;
  }
}
