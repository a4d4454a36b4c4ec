package dev.isochrone.zone.scan;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.Ranges;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.partition.PartitionReplica;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where scans can be served, and how old the rows are there. Any thread; nothing here waits. */
final class ScanPlaces {
  private final Scans.Surroundings node;

  ScanPlaces(Scans.Surroundings node) {
    this.node = node;
  }

  /** The place of a scan, or why it has none. */
  Outcome<LocatedScan> locate(ScanRequest request) {
    Directory directory = node.gateway().directory();
    Optional<TableSpec> table = directory.table(request.table());
    if (table.isEmpty()) {
      return Outcome.refused(
          Refusal.of(RefusalCode.NO_SUCH_TABLE, "there is no table " + request.table()));
    }
    Optional<Refusal> foreign = otherToken(table.get(), request);
    if (foreign.isPresent()) {
      return Outcome.refused(foreign.get());
    }
    Region taking = directory.taking(table.get(), here());
    return Ranges.place(directory, table.get(), request.range(), taking)
        .map(
            place ->
                new LocatedScan(
                    request, table.get(), place, Stretch.first(layout(), place, request.resume())));
  }

  /** How this region's slots lie in its partitions. */
  Layout layout() {
    return node.here().region().layout();
  }

  private static Optional<Refusal> otherToken(TableSpec table, ScanRequest request) {
    return request
        .resume()
        .filter(token -> !token.isOf(table.id(), request.range()) || token.slot().isEmpty())
        .map(
            token ->
                Refusal.of(
                    RefusalCode.INVALID_REQUEST,
                    "resume_token: of a scan of another table or range"));
  }

  /** The replica that may serve, or who else may. */
  Outcome<PartitionReplica> replica(LocatedScan scan) {
    Optional<Refusal> refusal =
        otherRoute(scan)
            .or(() -> unserved(scan))
            .or(() -> notResident(scan))
            .or(() -> notWhole(scan));
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Region serving = serving(scan);
    if (!serving.equals(here())) {
      return Outcome.refused(Refusal.notHome(serving, scan.home().map(Home::epoch).orElse(0)));
    }
    return node.replicas()
        .of(scan.partition())
        .filter(replica -> !scan.isConfirmed() || replica.leads())
        .<Outcome<PartitionReplica>>map(Outcome::done)
        .orElseGet(() -> Outcome.refused(servedElsewhere(scan)));
  }

  /**
   * It names the leader; or, where any replica will do and no leader is known here, one of them.
   */
  private Refusal servedElsewhere(LocatedScan scan) {
    Optional<Endpoint> leader = node.gateway().leader(scan.partition()).map(NodeEntry::client);
    if (leader.isPresent() || scan.isConfirmed()) {
      return Refusal.notLeader(here(), leader);
    }
    return layout().partitions().get(scan.partition()).replicas().stream()
        .filter(replica -> !replica.equals(node.here().node()))
        .findFirst()
        .flatMap(replica -> Optional.ofNullable(node.here().region().nodes().get(replica)))
        .map(holder -> Refusal.heldBy(here(), holder.client()))
        .orElseGet(() -> Refusal.notLeader(here(), leader));
  }

  /** The home, or, where any region's copy will do, this region, if it may have one. */
  private Region serving(LocatedScan scan) {
    return scan.consistency() == Consistency.STRONG
        ? scan.home().map(Home::region).orElseThrow() // Else it was not served.
        : scan.home()
            .map(home -> node.gateway().directory().taking(scan.table(), home.region(), here()))
            .orElseGet(() -> node.gateway().directory().taking(scan.table(), here()));
  }

  private Region here() {
    return node.here().region().region();
  }

  /**
   * Of a region outside of the domain: strong scans go elsewhere, and others would find nothing.
   */
  private Optional<Refusal> notResident(LocatedScan scan) {
    return scan.consistency() == Consistency.EVENTUAL
        ? node.gateway().notResident(scan.table())
        : Optional.empty();
  }

  /** To show a part of the rows as if it were all would be a lie. */
  private Optional<Refusal> notWhole(LocatedScan scan) {
    Directory directory = node.gateway().directory();
    return scan.home().isPresent() || directory.holdsAll(scan.table(), here())
        ? Optional.empty()
        : notSupported(
            here()
                + " has copies of some rows of "
                + scan.table().name()
                + " alone; scan within one partition key, or in a region that has all: "
                + directory.regions().keySet().stream()
                    .filter(region -> directory.holdsAll(scan.table(), region))
                    .toList());
  }

  private static Optional<Refusal> unserved(LocatedScan scan) {
    Consistency level = scan.consistency();
    return switch (level) {
      case EVENTUAL -> Optional.empty();
      case STRONG, REGION_STRONG -> {
        if (level == Consistency.STRONG && !scan.table().placement().locality().isHomed()) {
          yield Optional.of(Gateway.noSingleHome(scan.table(), level));
        }
        yield scan.place().one().isPresent()
            ? Optional.empty()
            : notSupported(
                "strong scans lie within one partition key; give it as prefix, or scan with"
                    + " consistency eventual");
      }
      case BOUNDED_STALENESS, SESSION, REGIONS, LEASED ->
          notSupported(
              "this release scans with consistency strong, region-strong or eventual, not "
                  + level);
    };
  }

  private static Optional<Refusal> notSupported(String message) {
    return Optional.of(Refusal.of(RefusalCode.NOT_SUPPORTED, message));
  }

  /** Whether the caller found the way by another truth than ours. */
  private static Optional<Refusal> otherRoute(LocatedScan scan) {
    int rule = scan.table().versions().rule();
    return scan.request()
        .header()
        .routedBy()
        .filter(
            by ->
                by.ruleVersion() != rule
                    || scan.home().filter(home -> home.epoch() != by.homeEpoch()).isPresent())
        .map(
            by ->
                Refusal.of(
                    RefusalCode.RULE_CHANGED,
                    "the rule of "
                        + scan.table().name()
                        + " is version "
                        + rule
                        + "; fetch the directory"));
  }

  private boolean isHome(LocatedScan scan) {
    return scan.home().map(Home::region).equals(Optional.of(here()));
  }

  /** What the pages of a scan say of it. */
  ScanHeader header(LocatedScan scan, HlcTimestamp at, Optional<Duration> staleness) {
    return new ScanHeader(
        at,
        new AnswerHeader.Served(node.here().region().region(), node.here().node()),
        scan.home().map(home -> new AnswerHeader.HomeOf(home.region(), home.epoch())),
        staleness,
        isHome(scan)
            ? node.gateway().leader(scan.partition()).map(NodeEntry::client)
            : Optional.empty(),
        scan.request().header().requestId());
  }

  /** How old this replica's view of the rows may be. */
  Optional<Duration> staleness(LocatedScan scan, PartitionReplica replica) {
    return node.gateway().freshness().age(writers(scan), replica, scan.isConfirmed());
  }

  private Collection<Region> writers(LocatedScan scan) {
    if (!scan.table().placement().locality().isHomed()) {
      return node.gateway().freshness().writersOf(scan.table());
    }
    return scan.home()
        .<Collection<Region>>map(home -> List.of(home.region()))
        .orElseGet(() -> node.gateway().directory().homes(scan.table()));
  }
}
