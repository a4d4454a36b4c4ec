package dev.isochrone.region.directory;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.model.key.Slot;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A first layout of partitions on nodes: zones and their nodes take turns. */
final class Plan {
  private Plan() {}

  /** The partitions with their places; empty if there are not as many zones as replicas. */
  static Optional<List<PartitionEntry>> of(Shape shape, Collection<RegisteredNode> nodes) {
    SortedMap<Zone, List<NodeId>> zones = new TreeMap<>();
    for (RegisteredNode node : nodes) {
      zones.computeIfAbsent(node.entry().zone(), zone -> new ArrayList<>()).add(node.entry().id());
    }
    if (zones.size() < shape.replicas()) {
      return Optional.empty();
    }
    List<List<NodeId>> byZone = List.copyOf(zones.values());
    List<PartitionEntry> partitions = new ArrayList<>();
    for (int id = 0; id < shape.partitions(); id++) {
      List<NodeId> replicas = new ArrayList<>();
      for (int i = 0; i < shape.replicas(); i++) {
        List<NodeId> zone = byZone.get((id + i) % byZone.size());
        replicas.add(zone.get(id % zone.size()));
      }
      partitions.add(new PartitionEntry(id, List.of(slots(id, shape.partitions())), replicas));
    }
    return Optional.of(partitions);
  }

  private static SlotRange slots(int id, int partitions) {
    return new SlotRange(id * Slot.COUNT / partitions, (id + 1) * Slot.COUNT / partitions - 1);
  }
}
