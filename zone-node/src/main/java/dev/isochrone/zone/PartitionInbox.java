package dev.isochrone.zone;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Cursor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The receiving end of links in this region: the one partition, on the node that leads it. Any
 * thread; nothing waits.
 */
final class PartitionInbox implements Inbox {
  private final Region region;
  private final PartitionReplica replica;
  private final Supplier<Optional<Endpoint>> leader;

  PartitionInbox(Region region, PartitionReplica replica, Supplier<Optional<Endpoint>> leader) {
    this.region = region;
    this.replica = replica;
    this.leader = leader;
  }

  @Override
  public Optional<Refusal> ready() {
    return replica.leads()
        ? Optional.empty()
        : Optional.of(Refusal.notLeader(region, leader.get()));
  }

  @Override
  public long cursor(OriginPartition origin) {
    return replica.ledger().maps().cursors().getOrDefault(origin, Cursor.NONE).sequence();
  }

  @Override
  public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
    return replica
        .receive(batch)
        .thenApply(
            outcome ->
                outcome.map(
                    received ->
                        new Applied(received.cursor().sequence(), received.cursor().frontier())));
  }
}
