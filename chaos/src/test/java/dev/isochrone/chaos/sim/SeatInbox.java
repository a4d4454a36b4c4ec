package dev.isochrone.chaos.sim;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.zone.store.content.Cursor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The receiving end of links in a region of one partition, as {@code PartitionInbox} is. */
record SeatInbox(Seat seat) implements Inbox {
  @Override
  public Optional<Refusal> ready() {
    Optional<Endpoint> leader =
        seat.replica()
            .leader()
            .map(MemberId::name)
            .map(name -> new Endpoint(new NodeId(name), "machine", 1));
    return seat.replica().leads()
        ? Optional.empty()
        : Optional.of(Refusal.notLeader(seat.quorum().region().name().region(), leader));
  }

  @Override
  public long cursor(OriginPartition origin) {
    return seat.replica().ledger().maps().cursors().getOrDefault(origin, Cursor.NONE).sequence();
  }

  @Override
  public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
    return seat.replica()
        .receive(batch)
        .thenApply(
            outcome ->
                outcome.map(
                    received ->
                        new Applied(received.cursor().sequence(), received.cursor().frontier())));
  }
}
