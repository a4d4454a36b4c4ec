package dev.isochrone.client.route;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.placement.Ranges;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Which servers can serve a scan, by one version of the directory.
 *
 * @param routedBy by which truth they were found
 * @param home the partition whose leader is asked, at the rows' home or nearby; empty if any
 *     replica will do
 * @param candidates the likeliest first
 */
public record ScanRoute(RoutedBy routedBy, Optional<Replicas> home, List<Endpoint> candidates) {

  /**
   * The way to a range, or why there is none.
   *
   * @param consistency empty: as strong as the table is within one partition key, else eventual
   * @param next the slot to which the scan has come, unless it lies within one partition key
   * @param turns which of equally good nodes is first, each time that it matters
   */
  public static Outcome<ScanRoute> find(
      Routes routes,
      TableName name,
      ScanRange range,
      Optional<Consistency> consistency,
      Slot next,
      IntSupplier turns) {
    Directory directory = routes.directory();
    Optional<TableSpec> table = directory.table(name);
    if (table.isEmpty()) {
      return Outcome.refused(Route.noSuchTable(directory, name));
    }
    return Ranges.place(directory, table.get(), range, routes.taking(table.get()))
        .map(
            place ->
                place.one().isEmpty()
                    ? along(routes, table.get(), next, turns)
                    : within(routes, table.get(), place.one().get(), consistency, turns));
  }

  /** Any replica of the partition that is next, near ones first. */
  private static ScanRoute along(Routes routes, TableSpec table, Slot next, IntSupplier turns) {
    return new ScanRoute(
        new RoutedBy(table.versions().rule(), 0),
        Optional.empty(),
        routes.nearFirst(table, next, turns.getAsInt()));
  }

  private static ScanRoute within(
      Routes routes,
      TableSpec table,
      RangePlace.PartitionKey one,
      Optional<Consistency> consistency,
      IntSupplier turns) {
    Region home = one.home().region();
    RoutedBy by = new RoutedBy(table.versions().rule(), one.home().epoch());
    if (consistency.equals(Optional.of(Consistency.EVENTUAL))) {
      return new ScanRoute(
          by, Optional.empty(), routes.nearFirst(table, home, one.slot(), turns.getAsInt()));
    }
    Consistency level = consistency.orElseGet(() -> Consistency.strongestOf(table));
    Region asked = level == Consistency.REGION_STRONG ? routes.taking(table, home) : home;
    Replicas replicas = routes.replicas(asked, one.slot());
    return new ScanRoute(by, Optional.of(replicas), replicas.leaderFirst());
  }
}
