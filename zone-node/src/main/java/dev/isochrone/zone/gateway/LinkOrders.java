package dev.isochrone.zone.gateway;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.LinkOrder;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.partition.Reply;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Takes operators' orders for links, and puts them into the logs of the partitions that this node
 * leads. Any thread; nothing waits.
 */
public final class LinkOrders {
  private final Gateway.Here here;
  private final Gateway gateway;
  private final Gateway.Replicas replicas;
  private final Runnable heed;

  /**
   * Over what the node has; starts nothing.
   *
   * @param heed makes links do what their logs say by now
   */
  public LinkOrders(Gateway.Here here, Gateway gateway, Gateway.Replicas replicas, Runnable heed) {
    this.here = here;
    this.gateway = gateway;
    this.replicas = replicas;
    this.heed = heed;
  }

  /**
   * Pauses or resumes the links of the partitions that this node leads: the outcome tells which
   * they are. A partition whose log did not take the order is not among them.
   */
  public CompletableFuture<Outcome<NavigableSet<Integer>>> take(LinkOrder order) {
    Optional<Refusal> unfit = unfit(order);
    if (unfit.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(unfit.get()));
    }
    RegionEntry peer = gateway.directory().region(order.to()).orElseThrow(); // Else it was unfit.
    CompletableFuture<NavigableSet<Integer>> noted =
        CompletableFuture.completedFuture(new TreeSet<>());
    for (PartitionEntry partition : here.region().layout().partitions()) {
      Optional<PartitionReplica> leading =
          replicas.of(partition.id()).filter(PartitionReplica::leads);
      if (leading.isPresent()) {
        noted =
            noted.thenCombine(
                leading.get().pause(peer.origin(), order.paused()),
                (before, outcome) -> with(before, partition.id(), outcome));
      }
    }
    return noted.thenApply(
        all -> {
          heed.run();
          return Outcome.done(all);
        });
  }

  private static NavigableSet<Integer> with(
      NavigableSet<Integer> noted, int partition, Outcome<Reply.Noted> outcome) {
    if (outcome instanceof Outcome.Done<Reply.Noted>) {
      noted.add(partition);
    }
    return noted;
  }

  private Optional<Refusal> unfit(LinkOrder order) {
    if (!order.from().equals(here.region().region())) {
      return Optional.of(
          Refusal.of(
              RefusalCode.INVALID_REQUEST,
              "from_region: this node is in "
                  + here.region().region()
                  + "; ask the nodes of "
                  + order.from()));
    }
    if (order.to().equals(order.from()) || gateway.directory().region(order.to()).isEmpty()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.INVALID_REQUEST, "to_region: " + order.to() + " is no other region"));
    }
    return Optional.empty();
  }
}
