package dev.isochrone.cli.replication;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A link that there must be by the directory.
 *
 * @param told what the leader of its partition says; empty if none answered
 */
record LinkRow(Region from, int partition, Region to, Optional<ReplicaStatus.Link> told) {
  /** One for each origin partition and other region: what nobody tells of is not left out. */
  static List<LinkRow> of(Directory directory, SortedMap<NodeId, Outcome<NodeStatus>> nodes) {
    List<LinkRow> rows = new ArrayList<>();
    for (RegionEntry from : directory.regions().values()) {
      for (PartitionEntry partition : from.layout().partitions()) {
        for (Region to : directory.regions().keySet()) {
          if (!to.equals(from.region())) {
            rows.add(
                new LinkRow(
                    from.region(),
                    partition.id(),
                    to,
                    told(nodes, from.region(), partition.id(), to)));
          }
        }
      }
    }
    return rows;
  }

  /** Two may believe to lead for a moment: the one of the later term is believed. */
  private static Optional<ReplicaStatus.Link> told(
      SortedMap<NodeId, Outcome<NodeStatus>> nodes, Region from, int partition, Region to) {
    return nodes.values().stream()
        .flatMap(node -> answer(node).stream())
        .filter(node -> node.region().equals(from))
        .flatMap(node -> node.replicas().stream())
        .filter(replica -> replica.partition() == partition && replica.leadership().leads())
        .max((one, other) -> Long.compare(one.leadership().term(), other.leadership().term()))
        .flatMap(
            leader -> leader.outbox().links().stream().filter(l -> l.peer().equals(to)).findAny());
  }

  private static Optional<NodeStatus> answer(Outcome<NodeStatus> node) {
    return node.fold(Optional::of, refused -> Optional.empty());
  }
}
