package dev.isochrone.placement;

import dev.isochrone.model.key.Slot;
import java.util.List;

/**
 * How a region's slots lie in its partitions.
 *
 * @param version counts the changes, from 1
 * @param partitions ascending by id, from 0; together they own every slot once
 */
public record Layout(long version, List<PartitionEntry> partitions) {
  public Layout {
    partitions = List.copyOf(partitions);
    if (version < 1) {
      throw new IllegalArgumentException("layout version " + version);
    }
    for (int i = 0; i < partitions.size(); i++) {
      if (partitions.get(i).id() != i) {
        throw new IllegalArgumentException(
            "partition " + partitions.get(i).id() + " in place " + i);
      }
    }
    requireEachSlotOnce(partitions);
  }

  /** The partition that owns a slot. */
  public PartitionEntry owner(Slot slot) {
    for (PartitionEntry partition : partitions) {
      for (SlotRange range : partition.slots()) {
        if (range.contains(slot)) {
          return partition;
        }
      }
    }
    throw new AssertionError(slot + " without an owner"); // The constructor saw to it.
  }

  private static void requireEachSlotOnce(List<PartitionEntry> partitions) {
    boolean[] owned = new boolean[Slot.COUNT];
    for (PartitionEntry partition : partitions) {
      for (SlotRange range : partition.slots()) {
        for (int slot = range.first(); slot <= range.last(); slot++) {
          if (owned[slot]) {
            throw new IllegalArgumentException("slot " + slot + " has two owners");
          }
          owned[slot] = true;
        }
      }
    }
    for (int slot = 0; slot < owned.length; slot++) {
      if (!owned[slot]) {
        throw new IllegalArgumentException("slot " + slot + " has no owner");
      }
    }
  }
}
