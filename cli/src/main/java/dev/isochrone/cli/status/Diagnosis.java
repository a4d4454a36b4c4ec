package dev.isochrone.cli.status;

import dev.isochrone.cli.status.Answers.Told;
import dev.isochrone.cli.status.Finding.What;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is wrong with a cluster, from what its nodes say of themselves and of each other: pure. What
 * follows from a graver finding is not said again: a region that is gone has no nodes that are gone
 * one by one, and nobody wonders why nothing arrives there.
 */
public final class Diagnosis {
  /** From here on a link's lag is worth a word; an idle one has half a second. */
  static final Duration LAG_HIGH = Duration.ofSeconds(10);

  private final Directory directory;
  private final Answers answers;
  private final List<Finding> findings = new ArrayList<>();

  private Diagnosis(Answers answers) {
    this.directory = answers.directory();
    this.answers = answers;
  }

  /**
   * The findings, the gravest first.
   *
   * @param told by node: its status, or why it said nothing
   */
  public static List<Finding> of(Directory directory, SortedMap<NodeId, Outcome<NodeStatus>> told) {
    Diagnosis diagnosis = new Diagnosis(new Answers(directory, told));
    for (RegionEntry region : directory.regions().values()) {
      if (diagnosis.answers.isSilent(region.region())) {
        diagnosis.silentRegion(region);
      } else {
        diagnosis.silentNodes(region);
        diagnosis.silentControllers(region);
        region.layout().partitions().forEach(partition -> diagnosis.group(region, partition));
        diagnosis.fullDisks(region);
      }
    }
    diagnosis.links();
    diagnosis.residency();
    diagnosis.findings.sort(Comparator.comparing(Finding::what));
    return List.copyOf(diagnosis.findings);
  }

  private void add(What what, String where, String says, Optional<Instant> since, String next) {
    findings.add(new Finding(what, where, says, since, next));
  }

  private void silentRegion(RegionEntry region) {
    SortedMap<NodeId, String> silent = answers.silent(region);
    add(
        What.REGION_SILENT,
        region.region().name(),
        "region "
            + region.region()
            + ": none of its "
            + region.nodes().size()
            + " nodes answers"
            + silent.values().stream().findFirst().map(why -> " (" + why + ")").orElse(""),
        lastAcknowledgedBy(region.region()),
        startNode());
  }

  /** What a region acknowledged last to any other is the last that was heard of it. */
  private Optional<Instant> lastAcknowledgedBy(Region region) {
    return answers.leaders().stream()
        .flatMap(
            told ->
                told.replica().outbox().links().stream()
                    .filter(link -> link.peer().equals(region))
                    .flatMap(link -> link.behind().lag().stream())
                    .map(told::before))
        .max(Comparator.naturalOrder());
  }

  private void silentNodes(RegionEntry region) {
    answers
        .silent(region)
        .forEach(
            (node, why) ->
                add(
                    What.NODE_SILENT,
                    node.name(),
                    "node " + node + " of " + region.region() + " does not answer (" + why + ")",
                    lastHeard(region, node),
                    startNode()));
  }

  /** By the leaders of its groups. */
  private Optional<Instant> lastHeard(RegionEntry region, NodeId node) {
    return region.layout().partitions().stream()
        .flatMap(partition -> answers.leader(region.region(), partition.id()).stream())
        .flatMap(leader -> silence(leader, node).stream())
        .max(Comparator.naturalOrder());
  }

  private static Optional<Instant> silence(Told leader, NodeId node) {
    return leader.replica().leadership().silent().stream()
        .filter(silent -> silent.node().equals(node))
        .map(silent -> leader.before(silent.lasted()))
        .findFirst();
  }

  /** Whom no node of the region hears; the latest that one of them heard of it counts. */
  private void silentControllers(RegionEntry region) {
    NavigableMap<String, Instant> heard = new TreeMap<>();
    NavigableSet<String> answering = new TreeSet<>();
    for (NodeStatus node : answers.answered(region.region())) {
      for (NodeStatus.Controller controller : node.around().controllers()) {
        String at = controller.at().toString();
        if (controller.silent().isZero()) {
          answering.add(at);
        } else {
          heard.merge(
              at, Answers.before(node, controller.silent()), (a, b) -> a.isAfter(b) ? a : b);
        }
      }
    }
    answering.forEach(heard::remove);
    heard.forEach(
        (at, since) ->
            add(
                What.CONTROLLER_SILENT,
                at,
                "the controller of "
                    + region.region()
                    + " at "
                    + at
                    + " answers no node of its region; rows are served, tables can't be changed"
                    + " without a majority",
                Optional.of(since),
                "isochrone controller --config FILE, on its machine (a local cluster: isochrone"
                    + " local up --dir DIR)"));
  }

  private void group(RegionEntry region, PartitionEntry partition) {
    String where = region.region() + "/" + partition.id();
    Optional<Told> leader = answers.leader(region.region(), partition.id());
    if (leader.isEmpty()) {
      add(
          What.NO_LEADER,
          where,
          "partition " + where + " has no leader: it takes no writes, and no strong reads",
          leaderlessSince(region, partition),
          missing(region, partition, Optional.empty()).isEmpty()
              ? "isochrone debug collect, if it stays so for longer than a few seconds"
              : startNode());
    } else {
      degraded(region, partition, leader.get());
    }
    standingStill(region, partition);
  }

  private Optional<Instant> leaderlessSince(RegionEntry region, PartitionEntry partition) {
    return answers.replicas(region.region(), partition.id()).stream()
        .filter(told -> !told.replica().leadership().leaderless().isZero())
        .map(told -> told.before(told.replica().leadership().leaderless()))
        .min(Comparator.naturalOrder());
  }

  /** Members that do not answer us, or their leader. */
  private NavigableSet<NodeId> missing(
      RegionEntry region, PartitionEntry partition, Optional<Told> leader) {
    NavigableSet<NodeId> missing = new TreeSet<>(partition.replicas());
    missing.retainAll(answers.silent(region).keySet());
    leader.ifPresent(
        told ->
            told.replica().leadership().silent().stream()
                .map(ReplicaStatus.Silent::node)
                .forEach(missing::add));
    return missing;
  }

  private void degraded(RegionEntry region, PartitionEntry partition, Told leader) {
    NavigableSet<NodeId> missing = missing(region, partition, Optional.of(leader));
    if (missing.isEmpty()) {
      return;
    }
    int members = partition.replicas().size();
    int spare = members - missing.size() - (members / 2 + 1);
    add(
        What.DEGRADED,
        region.region() + "/" + partition.id(),
        "partition "
            + region.region()
            + "/"
            + partition.id()
            + " works with "
            + (members - missing.size())
            + " of "
            + members
            + " members, without "
            + names(missing)
            + (spare > 0 ? "; it can lose " + spare + " more" : "; the next loss stops it"),
        missing.stream()
            .flatMap(node -> silence(leader, node).stream())
            .min(Comparator.naturalOrder()),
        startNode());
  }

  private static String names(Collection<NodeId> nodes) {
    return String.join(", ", nodes.stream().map(NodeId::name).toList());
  }

  private void standingStill(RegionEntry region, PartitionEntry partition) {
    SortedMap<NodeId, Instant> still = new TreeMap<>();
    for (Told told : answers.replicas(region.region(), partition.id())) {
      for (ReplicaStatus.StandingStill member : told.replica().progress().standingStill()) {
        still.merge(member.node(), told.before(member.lasted()), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    still.forEach(
        (node, since) ->
            add(
                What.STANDING_STILL,
                node + " " + region.region() + "/" + partition.id(),
                "the replica of partition "
                    + region.region()
                    + "/"
                    + partition.id()
                    + " on "
                    + node
                    + " applies nothing, though there is more for it",
                Optional.of(since),
                "restart " + node + ", if it stays so for minutes"));
  }

  private void fullDisks(RegionEntry region) {
    for (NodeStatus node : answers.answered(region.region())) {
      node.around()
          .diskRefuses()
          .ifPresent(
              lasted ->
                  add(
                      What.DISK_FULL,
                      node.node().name(),
                      "the disk of "
                          + node.node()
                          + " is too full: its partitions refuse writes (DISK_FULL)",
                      Optional.of(Answers.before(node, lasted)),
                      "free space on the disk of its data directory; writes are taken again by"
                          + " themselves"));
    }
  }

  private void links() {
    Predicate<ReplicaStatus.Link> reachable = link -> !answers.isSilent(link.peer());
    for (Told leader : answers.leaders()) {
      leader.replica().outbox().links().stream()
          .filter(reachable)
          .forEach(link -> link(leader, link));
    }
  }

  private void link(Told leader, ReplicaStatus.Link link) {
    Region from = leader.node().region();
    String where = from + "/" + leader.replica().partition() + " -> " + link.peer();
    String ends = " --from " + from + " --to " + link.peer();
    Optional<Instant> since = link.behind().lag().map(leader::before);
    boolean late = link.behind().lag().map(lag -> lag.compareTo(LAG_HIGH) >= 0).orElse(false);
    String behind = ": " + link.behind().rows() + " changes wait";
    switch (link.state()) {
      case PAUSED ->
          add(
              What.LINK_PAUSED,
              where,
              "link " + where + " was paused by an operator" + behind,
              since,
              "isochrone replication resume" + ends);
      case PARKED ->
          add(
              What.LINK_PARKED,
              where,
              "link " + where + " can't get on until somebody acts (" + link.why() + ")" + behind,
              since,
              "isochrone replication status" + ends);
      case WAITING -> {
        if (late || link.behind().lag().isEmpty()) {
          add(
              What.LINK_DOWN,
              where,
              "link " + where + " has no stream (" + link.why() + ")" + behind,
              since,
              "isochrone region list, to see whether " + link.peer() + " can be reached");
        }
      }
      case STREAMING -> {
        if (late) {
          add(
              What.LAG_HIGH,
              where,
              "link "
                  + where
                  + " lags by "
                  + link.behind().lag().orElseThrow().toSeconds()
                  + " s"
                  + behind,
              since,
              "isochrone replication status" + ends);
        }
      }
    }
  }

  private void residency() {
    for (Directory.LoneRegion warning : directory.warnings()) {
      add(
          What.RESIDENCY,
          warning.domain().toString(),
          warning.toString(),
          Optional.empty(),
          "isochrone residency list");
    }
  }

  private static String startNode() {
    return "isochrone node --config FILE, on its machine (a local cluster: isochrone local up --dir"
        + " DIR)";
  }
}
