package dev.isochrone.zone.gateway;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.wire.cluster.LeaderOrder;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Takes operators' orders about who leads, for the partitions that this node leads. Any thread;
 * nothing waits.
 */
public final class LeaderOrders {
  private final Gateway.Here here;
  private final Gateway.Replicas replicas;

  /** Over what the node has; starts nothing. */
  public LeaderOrders(Gateway.Here here, Gateway.Replicas replicas) {
    this.here = here;
    this.replicas = replicas;
  }

  /**
   * Hands over the leadership that is meant. Refused with {@code NOT_LEADER} or {@code NO_LEADER}
   * where this node does not have it.
   */
  public CompletableFuture<Outcome<LeaderOrder.Result>> take(LeaderOrder order) {
    Optional<Refusal> unfit = unfit(order);
    if (unfit.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(unfit.get()));
    }
    Optional<PartitionReplica> replica = replicas.of(order.partition());
    if (replica.filter(PartitionReplica::leads).isEmpty()) {
      return CompletableFuture.completedFuture(
          Outcome.refused(Refusal.notLeader(here.region().region(), leader(replica))));
    }
    CompletableFuture<Boolean> handedOver =
        order.to().equals(here.node())
            ? CompletableFuture.completedFuture(true)
            : replica.get().handOver(order.to());
    return handedOver.thenApply(done -> Outcome.done(new LeaderOrder.Result(here.node(), done)));
  }

  private Optional<Refusal> unfit(LeaderOrder order) {
    if (!order.region().equals(here.region().region())) {
      return invalid(
          "region: this node is in "
              + here.region().region()
              + "; ask the nodes of "
              + order.region());
    }
    Optional<PartitionEntry> partition =
        here.region().layout().partitions().stream()
            .filter(one -> one.id() == order.partition())
            .findAny();
    if (partition.isEmpty()) {
      return invalid(
          "partition: "
              + order.region()
              + " has the partitions 0 to "
              + (here.region().layout().partitions().size() - 1));
    } else if (!partition.get().replicas().contains(order.to())) {
      return invalid(
          "to_node: partition "
              + order.partition()
              + " has its replicas on "
              + partition.get().replicas().stream()
                  .map(NodeId::name)
                  .collect(Collectors.joining(", ")));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> invalid(String why) {
    return Optional.of(Refusal.of(RefusalCode.INVALID_REQUEST, why));
  }

  private Optional<Endpoint> leader(Optional<PartitionReplica> replica) {
    return replica
        .flatMap(PartitionReplica::leader)
        .flatMap(
            member ->
                here.region().nodes().values().stream()
                    .filter(node -> PartitionReplica.member(node.id()).equals(member))
                    .findAny())
        .map(NodeEntry::client);
  }
}
