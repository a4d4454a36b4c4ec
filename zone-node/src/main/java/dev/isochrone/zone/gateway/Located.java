package dev.isochrone.zone.gateway;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RowPlace;
import java.util.Optional;

/** A row's place, its table, and the partition that holds it in this region. */
record Located(TableSpec table, RowPlace place, PartitionEntry partition) {
  Home home() {
    return place.home();
  }

  boolean isHomed() {
    return table.placement().locality().isHomed();
  }

  /** Whether a region could have a copy of the row, and has none, as the table has so few. */
  boolean isKeptFrom(Region region, Directory directory) {
    return directory.mayHold(table, region) && !directory.holds(table, home().region(), region);
  }

  /** Whether the caller found the home by another truth than ours. */
  Optional<Refusal> otherRoute(RequestHeader header) {
    return header
        .routedBy()
        .filter(by -> by.ruleVersion() != home().ruleVersion() || by.homeEpoch() != home().epoch())
        .map(
            by ->
                Refusal.of(
                    RefusalCode.RULE_CHANGED,
                    "the rule of "
                        + table.name()
                        + " is version "
                        + home().ruleVersion()
                        + "; fetch the directory"));
  }
}
