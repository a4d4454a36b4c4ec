package dev.isochrone.zone.scan;

import dev.isochrone.model.key.Slot;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.RangePlace;
import java.util.Optional;

/**
 * A scan, and where its rows are.
 *
 * @param stretch that in which it goes on, in this region
 */
record LocatedScan(ScanRequest request, TableSpec table, RangePlace place, Stretch stretch) {
  /** The partition of this region that holds the rows to come. */
  int partition() {
    return stretch.partition();
  }

  /** The same scan, once it has come to this slot. */
  LocatedScan at(Layout layout, Slot slot) {
    return new LocatedScan(request, table, place, Stretch.at(layout, place.keys(), slot));
  }

  /** As asked for, or the strongest that table and range allow. */
  Consistency consistency() {
    return request
        .consistency()
        .orElseGet(
            () -> place.one().isPresent() ? Consistency.strongestOf(table) : Consistency.EVENTUAL);
  }

  /** Whether only a leader can serve it, once a majority has confirmed it. */
  boolean isConfirmed() {
    return consistency() != Consistency.EVENTUAL;
  }

  /** The home of all its rows, if they must have the same. */
  Optional<Home> home() {
    return place.one().map(RangePlace.PartitionKey::home);
  }
}
