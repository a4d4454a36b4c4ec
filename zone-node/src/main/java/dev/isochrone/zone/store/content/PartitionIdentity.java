package dev.isochrone.zone.store.content;

import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import java.util.List;

/** Who a partition is, as its own log said first (INIT). */
public record PartitionIdentity(OriginPartition self, long layoutVersion, List<SlotRange> slots) {
  public PartitionIdentity {
    slots = List.copyOf(slots);
  }
}
