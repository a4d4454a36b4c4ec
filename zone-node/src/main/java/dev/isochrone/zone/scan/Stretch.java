package dev.isochrone.zone.scan;

import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.placement.SlotRange;
import java.util.Optional;

/**
 * What of a scan lies in one partition without a break. A scan comes along its region's partitions
 * in the order of their slots, one stretch after the other, so that its rows are in the order of
 * their stored keys, whatever the layout.
 *
 * @param keys those of the scan that are in it
 * @param next where the next stretch begins; empty: this is the last one
 */
record Stretch(int partition, StoredKeyRange keys, Optional<Slot> next) {

  /**
   * The first stretch of a scan, or the one in which it goes on.
   *
   * @param resume a token of this scan, whose slot is known
   */
  static Stretch first(Layout layout, RangePlace place, Optional<ResumeToken> resume) {
    StoredKeyRange left = resume.map(token -> token.left(place.keys())).orElse(place.keys());
    if (place.one().isPresent()) {
      return new Stretch(layout.owner(place.one().get().slot()).id(), left, Optional.empty());
    }
    return at(layout, left, resume.map(token -> token.slot().orElseThrow()).orElse(Slot.FIRST));
  }

  /** The stretch that begins at a slot, of a scan over all of them. */
  static Stretch at(Layout layout, StoredKeyRange keys, Slot first) {
    PartitionEntry owner = layout.owner(first);
    int last = first.number();
    for (SlotRange range : owner.slots()) {
      if (range.first() <= last + 1) {
        last = Math.max(last, range.last());
      }
    }
    return new Stretch(
        owner.id(),
        keys.and(StoredKeyRange.slots(keys.tableId(), first, new Slot(last))),
        last == Slot.LAST.number() ? Optional.empty() : Optional.of(new Slot(last + 1)));
  }
}
