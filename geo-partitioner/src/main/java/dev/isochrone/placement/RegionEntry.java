package dev.isochrone.placement;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A region, its present incarnation, its nodes, and how its data lies on them.
 *
 * @param origin the number of its present incarnation
 * @param nodes by id
 */
public record RegionEntry(
    Region region, Origin origin, Layout layout, SortedMap<NodeId, NodeEntry> nodes) {
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
}
