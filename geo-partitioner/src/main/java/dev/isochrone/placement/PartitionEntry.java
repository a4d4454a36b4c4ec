package dev.isochrone.placement;

import dev.isochrone.model.NodeId;
import java.util.List;

/**
 * One Raft group of a region.
 *
 * @param id from 0
 * @param slots what it owns of hash-partitioned tables, ascending
 * @param replicas the nodes that hold it, ascending
 */
public record PartitionEntry(int id, List<SlotRange> slots, List<NodeId> replicas) {
  public PartitionEntry {
    slots = List.copyOf(slots);
    replicas = replicas.stream().sorted().toList();
    if (id < 0 || replicas.isEmpty() || replicas.stream().distinct().count() != replicas.size()) {
      throw new IllegalArgumentException("partition " + id + " on " + replicas);
    }
    for (int i = 1; i < slots.size(); i++) {
      if (slots.get(i).first() <= slots.get(i - 1).last()) {
        throw new IllegalArgumentException("slots of partition " + id + " not ascending: " + slots);
      }
    }
  }
}
