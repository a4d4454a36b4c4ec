package dev.isochrone.zone.scan;

import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.RangePlace;
import java.util.Optional;

/**
 * A scan, and where its rows are.
 *
 * @param partition the one of this region that holds them
 */
record LocatedScan(ScanRequest request, TableSpec table, RangePlace place, int partition) {
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
