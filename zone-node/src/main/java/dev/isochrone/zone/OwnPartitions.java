package dev.isochrone.zone;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Cursor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * The receiving ends of links in this node: the partitions that it leads. Any thread; nothing
 * waits.
 */
final class OwnPartitions implements PartitionPort {
  private final Region region;
  private final Gateway.Replicas replicas;
  private final IntFunction<Optional<Endpoint>> leaders;

  /**
   * This node's replicas.
   *
   * @param leaders who leads a partition that this node does not, as far as it knows
   */
  OwnPartitions(Region region, Gateway.Replicas replicas, IntFunction<Optional<Endpoint>> leaders) {
    this.region = region;
    this.replicas = replicas;
    this.leaders = leaders;
  }

  /** Here if this node leads, else there. */
  PartitionPort orElse(PartitionPort there) {
    return (partition, origin, part) ->
        leading(partition).isPresent()
            ? deliver(partition, origin, part)
            : there.deliver(partition, origin, part);
  }

  @Override
  public CompletableFuture<Outcome<Inbox.Applied>> deliver(
      int partition, OriginPartition origin, Optional<ChangeBatch> part) {
    Optional<PartitionReplica> replica = leading(partition);
    if (replica.isEmpty()) {
      return refused(Refusal.notLeader(region, leaders.apply(partition)));
    }
    if (!replica.get().isOpen()) {
      return refused(Refusal.of(RefusalCode.NOT_READY, "the partition's log has just begun"));
    }
    return part.isPresent()
        ? received(replica.get(), part.get())
        : CompletableFuture.completedFuture(standing(replica.get(), origin));
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> received(
      PartitionReplica replica, ChangeBatch part) {
    return replica
        .receive(part)
        .thenApply(outcome -> outcome.map(received -> applied(received.cursor())));
  }

  private Optional<PartitionReplica> leading(int partition) {
    return replicas.of(partition).filter(PartitionReplica::leads);
  }

  private static Outcome<Inbox.Applied> standing(PartitionReplica replica, OriginPartition origin) {
    return Outcome.done(
        applied(replica.ledger().maps().cursors().getOrDefault(origin, Cursor.NONE)));
  }

  private static Inbox.Applied applied(Cursor cursor) {
    return new Inbox.Applied(cursor.sequence(), cursor.frontier());
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Outcome.refused(refusal));
  }
}
