package dev.isochrone.cli.status;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the nodes of a directory said when all were asked how they are, or why they said nothing.
 */
record Answers(Directory directory, SortedMap<NodeId, Outcome<NodeStatus>> told) {

  /** A replica, and the node that told of it. */
  record Told(NodeStatus node, ReplicaStatus replica) {
    /** So long before the node answered, by its clock. */
    Instant before(Duration lasted) {
      return Answers.before(node, lasted);
    }
  }

  static Instant before(NodeStatus node, Duration lasted) {
    return Instant.ofEpochMilli(Math.max(0, node.clock().millis() - lasted.toMillis()));
  }

  /** The nodes of a region that answered. */
  List<NodeStatus> answered(Region region) {
    return told.values().stream()
        .flatMap(node -> node.fold(Optional::of, refused -> Optional.<NodeStatus>empty()).stream())
        .filter(node -> node.region().equals(region))
        .toList();
  }

  /** Those that did not, and in which words. */
  SortedMap<NodeId, String> silent(RegionEntry region) {
    SortedMap<NodeId, String> silent = new TreeMap<>();
    for (NodeId node : region.nodes().keySet()) {
      Outcome<NodeStatus> answer = told.get(node);
      if (answer instanceof Outcome.Refused<NodeStatus> refused) {
        silent.put(node, refused.refusal().code() + ": " + refused.refusal().message());
      } else if (answer == null) {
        silent.put(node, "it was not asked");
      }
    }
    return silent;
  }

  /** Whether nobody of a region answered, though it has nodes. */
  boolean isSilent(Region region) {
    return answered(region).isEmpty();
  }

  /** All replicas of a partition that were told of. */
  List<Told> replicas(Region region, int partition) {
    List<Told> replicas = new ArrayList<>();
    for (NodeStatus node : answered(region)) {
      for (ReplicaStatus replica : node.replicas()) {
        if (replica.partition() == partition) {
          replicas.add(new Told(node, replica));
        }
      }
    }
    return replicas;
  }

  /** Two may believe to lead for a moment: the one of the later term is believed. */
  Optional<Told> leader(Region region, int partition) {
    return replicas(region, partition).stream()
        .filter(told -> told.replica().leadership().leads())
        .max(Comparator.comparingLong(told -> told.replica().leadership().term()));
  }

  /** All leaders. */
  List<Told> leaders() {
    List<Told> leaders = new ArrayList<>();
    for (RegionEntry region : directory.regions().values()) {
      region
          .layout()
          .partitions()
          .forEach(partition -> leader(region.region(), partition.id()).ifPresent(leaders::add));
    }
    return leaders;
  }
}
