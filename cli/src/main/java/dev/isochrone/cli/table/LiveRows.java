package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.table.TableName;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Live rows by the region of their newest version, which is their home; each region's as its own
 * nodes count them.
 *
 * @param told by region; a region is missing if of one of its partitions no replica was heard
 */
record LiveRows(SortedMap<Region, SortedMap<TableName, Long>> told) {
  private static final Comparator<ReplicaStatus> BEST_KNOWING =
      Comparator.comparing((ReplicaStatus replica) -> replica.leadership().leads())
          .thenComparing(replica -> replica.progress().appliedIndex());

  /** What the nodes say. */
  static LiveRows of(Directory directory, SortedMap<NodeId, Outcome<NodeStatus>> nodes) {
    SortedMap<Region, SortedMap<TableName, Long>> told = new TreeMap<>();
    for (RegionEntry region : directory.regions().values()) {
      SortedMap<TableName, Long> rows = new TreeMap<>();
      boolean whole = true;
      for (PartitionEntry partition : region.layout().partitions()) {
        Optional<ReplicaStatus> replica = best(nodes.values(), region.region(), partition.id());
        whole &= replica.isPresent();
        replica.ifPresent(
            one ->
                one.rows().stream()
                    .filter(count -> count.origin().equals(region.region()))
                    .forEach(count -> rows.merge(count.table(), count.live(), Long::sum)));
      }
      if (whole) {
        told.put(region.region(), rows);
      }
    }
    return new LiveRows(told);
  }

  private static Optional<ReplicaStatus> best(
      Collection<Outcome<NodeStatus>> nodes, Region region, int partition) {
    return nodes.stream()
        .flatMap(
            node ->
                node.<Optional<NodeStatus>>fold(Optional::of, refused -> Optional.empty()).stream())
        .filter(node -> node.region().equals(region))
        .flatMap(node -> node.replicas().stream())
        .filter(replica -> replica.partition() == partition)
        .max(BEST_KNOWING);
  }

  /** Empty if the region was not heard. */
  OptionalLong count(TableName table, Region home) {
    SortedMap<TableName, Long> rows = told.get(home);
    return rows == null ? OptionalLong.empty() : OptionalLong.of(rows.getOrDefault(table, 0L));
  }

  /** Over all homes; {@code ?} if one was not heard. */
  String total(TableName table, Collection<Region> homes) {
    long sum = 0;
    for (Region home : homes) {
      OptionalLong count = count(table, home);
      if (count.isEmpty()) {
        return "?";
      }
      sum += count.getAsLong();
    }
    return text(sum);
  }

  /** {@code eu-west 9,552, us-east ?}. */
  String byHome(TableName table, Collection<Region> homes) {
    return homes.stream()
        .map(
            home -> {
              OptionalLong count = count(table, home);
              return home + " " + (count.isEmpty() ? "?" : text(count.getAsLong()));
            })
        .collect(Collectors.joining(", "));
  }

  /** The homes that were heard. */
  void addTo(ObjectNode json, TableName table, Collection<Region> homes) {
    ObjectNode rows = json.putObject("live_rows");
    homes.forEach(home -> count(table, home).ifPresent(count -> rows.put(home.name(), count)));
  }

  private static String text(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
