package dev.isochrone.placement;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A region, its present incarnation, its nodes, and how its data lies on them.
 *
 * @param origin the number of its present incarnation
 * @param nodes by id
 * @param coordinates where it lies, for rules by location that are yet to be made
 */
public record RegionEntry(
    Region region,
    Origin origin,
    Layout layout,
    SortedMap<NodeId, NodeEntry> nodes,
    Optional<Coordinates> coordinates) {
  public RegionEntry {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    nodes.forEach(
        (id, node) -> {
          if (!node.id().equals(id)) {
            throw new IllegalArgumentException(node.id() + " stands under the name " + id);
          }
        });
    for (PartitionEntry partition : layout.partitions()) {
      if (!nodes.keySet().containsAll(partition.replicas())) {
        throw new IllegalArgumentException(
            "partition " + partition.id() + " of " + region + " lies on unknown nodes");
      }
    }
  }

  /** A region of which nobody said where it lies. */
  public RegionEntry(
      Region region, Origin origin, Layout layout, SortedMap<NodeId, NodeEntry> nodes) {
    this(region, origin, layout, nodes, Optional.empty());
  }

  /** The same, lying there. */
  public RegionEntry at(Coordinates place) {
    return new RegionEntry(region, origin, layout, nodes, Optional.of(place));
  }
}
