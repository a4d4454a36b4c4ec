package dev.isochrone.client;

import dev.isochrone.client.Leaders.PartitionName;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.placement.Ranges;
import dev.isochrone.placement.RegionEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which servers can serve a scan, by one version of the directory.
 *
 * @param routedBy by which truth they were found
 * @param home the partition whose leader is asked; empty if any replica will do
 * @param candidates the likeliest first
 */
record ScanRoute(RoutedBy routedBy, Optional<PartitionName> home, List<Endpoint> candidates) {

  /** The way to a range, or why there is none. */
  static Outcome<ScanRoute> find(
      Dispatcher dispatcher, TableName name, ScanRange range, Optional<Consistency> consistency) {
    Directory directory = dispatcher.directories().known();
    Optional<TableSpec> table = directory.table(name);
    if (table.isEmpty()) {
      return Outcome.refused(Route.noSuchTable(directory, name));
    }
    return Ranges.place(table.get(), range)
        .map(place -> route(dispatcher, table.get(), place, consistency));
  }

  /** The token, if it is one. */
  static Outcome<Optional<ResumeToken>> token(Bytes resume) {
    try {
      return Outcome.done(
          resume.isEmpty() ? Optional.empty() : Optional.of(ResumeToken.decode(resume)));
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(RefusalCode.INVALID_REQUEST, "not a resume token of this release"));
    }
  }

  private static ScanRoute route(
      Dispatcher dispatcher, TableSpec table, RangePlace place, Optional<Consistency> consistency) {
    Directory directory = dispatcher.directories().known();
    boolean near = place.one().isEmpty() || consistency.equals(Optional.of(Consistency.EVENTUAL));
    Optional<RegionEntry> homeRegion =
        place.one().flatMap(one -> directory.region(one.home().region()));
    RoutedBy by =
        new RoutedBy(table.versions().rule(), place.one().map(one -> one.home().epoch()).orElse(0));
    Optional<Slot> slot = place.one().map(RangePlace.PartitionKey::slot);
    if (near || homeRegion.isEmpty()) {
      Set<RegionEntry> regions = new LinkedHashSet<>();
      directory.region(dispatcher.near()).ifPresent(regions::add);
      homeRegion.ifPresent(regions::add);
      regions.addAll(directory.regions().values());
      return new ScanRoute(by, Optional.empty(), nearFirst(regions, slot, dispatcher.nextTurn()));
    }
    Region home = homeRegion.get().region();
    PartitionName partition = new PartitionName(home, partition(homeRegion.get(), slot).id());
    Map<NodeId, Endpoint> servers = new LinkedHashMap<>();
    dispatcher.leaders().of(partition).ifPresent(leader -> servers.put(leader.node(), leader));
    replicas(homeRegion.get(), slot)
        .forEach(endpoint -> servers.putIfAbsent(endpoint.node(), endpoint));
    return new ScanRoute(by, Optional.of(partition), List.copyOf(servers.values()));
  }

  private static List<Endpoint> nearFirst(
      Collection<RegionEntry> regions, Optional<Slot> slot, int turn) {
    List<Endpoint> servers = new ArrayList<>();
    for (RegionEntry region : regions) {
      List<Endpoint> replicas = replicas(region, slot);
      for (int i = 0; i < replicas.size(); i++) {
        servers.add(replicas.get(Math.floorMod(turn + i, replicas.size())));
      }
    }
    return servers;
  }

  private static List<Endpoint> replicas(RegionEntry region, Optional<Slot> slot) {
    List<Endpoint> replicas = new ArrayList<>();
    for (NodeId replica : partition(region, slot).replicas()) {
      Optional.ofNullable(region.nodes().get(replica))
          .ifPresent(node -> replicas.add(node.client()));
    }
    return replicas;
  }

  /** Without a slot: regions have one partition in this release. */
  private static PartitionEntry partition(RegionEntry region, Optional<Slot> slot) {
    return slot.map(region.layout()::owner).orElseGet(() -> region.layout().partitions().get(0));
  }
}
