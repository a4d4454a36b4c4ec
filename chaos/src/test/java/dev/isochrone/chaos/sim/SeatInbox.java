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

/** The receiving end of links in a region of one partition, as {@code OwnPartitions} is. */
record SeatInbox(Seat seat, OriginPartition origin) implements Inbox {
  @Override
  public CompletableFuture<Outcome<Applied>> standing() {
    if (!seat.replica().leads()) {
      return CompletableFuture.completedFuture(Outcome.refused(notLeader()));
    }
    Cursor at = seat.replica().ledger().maps().cursors().getOrDefault(origin, Cursor.NONE);
    return CompletableFuture.completedFuture(
        Outcome.done(new Applied(at.sequence(), at.frontier())));
  }

  private Refusal notLeader() {
    Optional<Endpoint> leader =
        seat.replica()
            .leader()
            .map(MemberId::name)
            .map(name -> new Endpoint(new NodeId(name), "machine", 1));
    return Refusal.notLeader(seat.quorum().region().name().region(), leader);
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
