package dev.isochrone.zone.gateway;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.LinkOrder;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
    SortedMap<Integer, CompletableFuture<Boolean>> orders = new TreeMap<>();
    for (PartitionEntry partition : here.region().layout().partitions()) {
      replicas
          .of(partition.id())
          .filter(PartitionReplica::leads)
          .map(
              replica ->
                  replica
                      .pause(peer.origin(), order.paused())
                      .thenApply(outcome -> outcome.fold(done -> true, refused -> false)))
          .ifPresent(noted -> orders.put(partition.id(), noted));
    }
    return CompletableFuture.allOf(orders.values().toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              heed.run();
              return Outcome.done(noted(orders));
            });
  }

  private static NavigableSet<Integer> noted(
      SortedMap<Integer, CompletableFuture<Boolean>> orders) {
    NavigableSet<Integer> noted = new TreeSet<>();
    orders.forEach(
        (partition, done) -> {
          if (done.join()) { // All of them have ended.
            noted.add(partition);
          }
        });
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
