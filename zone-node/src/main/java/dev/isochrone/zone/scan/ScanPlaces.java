package dev.isochrone.zone.scan;

import dev.isochrone.hlc.HlcTimestamp;
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
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.placement.Ranges;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Cursor;
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
    return Ranges.place(directory, table.get(), request.range())
        .map(place -> new LocatedScan(request, table.get(), place, partition(place)));
  }

  private int partition(RangePlace place) {
    return place
        .one()
        .map(one -> node.here().region().layout().owner(one.slot()).id())
        .orElse(0); // A node starts only in a region of one partition.
  }

  private static Optional<Refusal> otherToken(TableSpec table, ScanRequest request) {
    return request
        .resume()
        .filter(token -> !token.isOf(table.id(), request.range()))
        .map(
            token ->
                Refusal.of(
                    RefusalCode.INVALID_REQUEST,
                    "resume_token: of a scan of another table or range"));
  }

  /** The replica that may serve, or who else may. */
  Outcome<PartitionReplica> replica(LocatedScan scan) {
    Optional<Refusal> refusal = otherRoute(scan).or(() -> unserved(scan));
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Region here = node.here().region().region();
    boolean strong = scan.consistency() == Consistency.STRONG;
    if (strong && !isHome(scan)) {
      Home home = scan.home().orElseThrow(); // Else it was not served.
      return Outcome.refused(Refusal.notHome(home.region(), home.epoch()));
    }
    return node.replicas()
        .of(scan.partition())
        .filter(replica -> !strong || replica.leads())
        .<Outcome<PartitionReplica>>map(Outcome::done)
        .orElseGet(
            () ->
                Outcome.refused(
                    Refusal.notLeader(
                        here, node.gateway().leader(scan.partition()).map(NodeEntry::client))));
  }

  private static Optional<Refusal> unserved(LocatedScan scan) {
    if (scan.consistency() == Consistency.STRONG && scan.place().one().isEmpty()) {
      return notSupported(
          "strong scans lie within one partition key; give it as prefix, or scan with consistency"
              + " eventual");
    }
    return scan.consistency() == Consistency.STRONG || scan.consistency() == Consistency.EVENTUAL
        ? Optional.empty()
        : notSupported(
            "this release scans with consistency strong or eventual, not " + scan.consistency());
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
    return scan.home().map(Home::region).equals(Optional.of(node.here().region().region()));
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

  /** How old this replica's view of the rows' homes may be: that of the one longest unheard of. */
  Optional<Duration> staleness(LocatedScan scan, PartitionReplica replica) {
    if (scan.consistency() == Consistency.STRONG) {
      return Optional.of(Duration.ZERO);
    }
    HlcTimestamp upTo =
        homes(scan).stream()
            .map(home -> frontier(home, replica))
            .min(HlcTimestamp::compareTo)
            .orElse(HlcTimestamp.MIN);
    return upTo.equals(HlcTimestamp.MIN)
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, node.clock().now().millis() - upTo.millis())));
  }

  private HlcTimestamp frontier(Region home, PartitionReplica replica) {
    return home.equals(node.here().region().region())
        ? replica.ledger().time().closed()
        : node.gateway()
            .directory()
            .region(home)
            .map(RegionEntry::origin)
            .map(replica::frontier)
            .orElse(Cursor.NONE)
            .frontier();
  }

  private Collection<Region> homes(LocatedScan scan) {
    return scan.home()
        .<Collection<Region>>map(home -> List.of(home.region()))
        .orElseGet(() -> node.gateway().directory().homes(scan.table()));
  }
}
