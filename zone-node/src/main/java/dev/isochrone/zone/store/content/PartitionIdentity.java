package dev.isochrone.zone.store.content;

import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import java.util.List;
import java.util.Optional;

/** Who a partition is, as its own log said first (INIT). */
public record PartitionIdentity(OriginPartition self, long layoutVersion, List<SlotRange> slots) {
  public PartitionIdentity {
    slots = List.copyOf(slots);
  }

  /** Whether a row is the partition's own; each is that has no slot. */
  public boolean holds(StoredKey key) {
    Optional<Slot> slot = key.slot();
    if (slot.isEmpty()) {
      return true;
    }
    for (SlotRange range : slots) {
      if (range.contains(slot.get())) {
        return true;
      }
    }
    return false;
  }
}
