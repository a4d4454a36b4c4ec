package dev.isochrone.client;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.placement.Ranges;
import java.util.List;
import java.util.Optional;

/**
 * Which servers can serve a scan, by one version of the directory.
 *
 * @param routedBy by which truth they were found
 * @param home the partition whose leader is asked; empty if any replica will do
 * @param candidates the likeliest first
 */
record ScanRoute(RoutedBy routedBy, Optional<Replicas> home, List<Endpoint> candidates) {

  /** The way to a range, or why there is none. */
  static Outcome<ScanRoute> find(
      Dispatcher dispatcher, TableName name, ScanRange range, Optional<Consistency> consistency) {
    Directory directory = dispatcher.directories().routes().directory();
    Optional<TableSpec> table = directory.table(name);
    if (table.isEmpty()) {
      return Outcome.refused(Route.noSuchTable(directory, name));
    }
    return Ranges.place(table.get(), range)
        .map(place -> route(dispatcher, table.get(), place, consistency));
  }

  /** The token, if it is one. */
  static Outcome<Optional<ResumeToken>> token(Bytes resume) {
    try {
      return Outcome.done(
          resume.isEmpty() ? Optional.empty() : Optional.of(ResumeToken.decode(resume)));
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(RefusalCode.INVALID_REQUEST, "not a resume token of this release"));
    }
  }

  /** Without a whole partition key any node will do: regions have one partition in this release. */
  private static ScanRoute route(
      Dispatcher dispatcher, TableSpec table, RangePlace place, Optional<Consistency> consistency) {
    Routes routes = dispatcher.directories().routes();
    int rule = table.versions().rule();
    if (place.one().isEmpty()) {
      return new ScanRoute(
          new RoutedBy(rule, 0), Optional.empty(), routes.nodes(dispatcher.nextTurn()));
    }
    RangePlace.PartitionKey one = place.one().get();
    Region home = one.home().region();
    RoutedBy by = new RoutedBy(rule, one.home().epoch());
    if (consistency.equals(Optional.of(Consistency.EVENTUAL))) {
      return new ScanRoute(
          by, Optional.empty(), routes.nearFirst(home, one.slot(), dispatcher.nextTurn()));
    }
    Replicas replicas = routes.replicas(home, one.slot());
    return new ScanRoute(by, Optional.of(replicas), replicas.leaderFirst());
  }
}
