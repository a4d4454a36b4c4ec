package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.zone.store.content.Cursor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How a machine brings what came over links to the partitions of its region: what {@code
 * OwnPartitions} does for those that it leads, and {@code Deliveries} for the others.
 */
record Reception(World world, Machine machine) implements PartitionPort {
  private static final long PATIENCE_MILLIS = 2_000;
  private static final Refusal AWAY = Refusal.of(RefusalCode.NO_LEADER, "nobody answers");

  @Override
  public CompletableFuture<Outcome<Inbox.Applied>> deliver(
      int partition, OriginPartition origin, Optional<ChangeBatch> part) {
    Seat own = machine.seats().get(partition);
    if (own.replica().leads()) {
      return here(own, origin, part);
    }
    Optional<Machine> leader = own.replica().leader().flatMap(this::neighbour);
    return leader.isPresent()
        ? there(leader.get().seats().get(partition), origin, part)
        : refused(notLeader(own));
  }

  private Optional<Machine> neighbour(MemberId id) {
    return machine.region().machines().stream()
        .filter(other -> other.id().equals(id) && other != machine)
        .findAny();
  }

  /** A call to the machine beside: it may be lost, or its answer. */
  private CompletableFuture<Outcome<Inbox.Applied>> there(
      Seat seat, OriginPartition origin, Optional<ChangeBatch> part) {
    Stage stage = world.stage();
    stage.count("delivered beside");
    CompletableFuture<Outcome<Inbox.Applied>> answer = new CompletableFuture<>();
    stage.after(PATIENCE_MILLIS, () -> answer.complete(Outcome.refused(AWAY)));
    if (stage.chance(2)) {
      return answer;
    }
    int life = machine.life();
    stage.after(
        stage.between(1, 10),
        () -> {
          if (seat.up()) {
            int itsLife = seat.machine().life();
            CompletableFuture<?> unused =
                here(seat, origin, part.map(Reception::carried))
                    .thenAccept(
                        outcome ->
                            stage.after(
                                stage.between(1, 10),
                                () -> {
                                  if (machine.isIn(life) && seat.machine().isIn(itsLife)) {
                                    answer.complete(outcome);
                                  }
                                }));
          }
        });
    return answer;
  }

  /** As bytes. */
  private static ChangeBatch carried(ChangeBatch part) {
    try {
      return ChangeBatchCodec.decode(ChangeBatchCodec.encode(part));
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> here(
      Seat seat, OriginPartition origin, Optional<ChangeBatch> part) {
    if (!seat.replica().leads()) {
      return refused(notLeader(seat));
    }
    if (!seat.replica().isOpen()) {
      return refused(Refusal.of(RefusalCode.NOT_READY, "the log has just begun"));
    }
    return part.map(
            batch ->
                seat.replica()
                    .receive(batch)
                    .thenApply(outcome -> outcome.map(received -> applied(received.cursor()))))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    Outcome.done(
                        applied(
                            seat.replica()
                                .ledger()
                                .maps()
                                .cursors()
                                .getOrDefault(origin, Cursor.NONE)))));
  }

  private static Inbox.Applied applied(Cursor cursor) {
    return new Inbox.Applied(cursor.sequence(), cursor.frontier());
  }

  private static Refusal notLeader(Seat seat) {
    Optional<Endpoint> leader =
        seat.replica()
            .leader()
            .flatMap(
                id ->
                    seat.quorum().region().machines().stream()
                        .filter(other -> other.id().equals(id) && other != seat.machine())
                        .findAny())
            .map(Machine::endpoint);
    return Refusal.notLeader(seat.quorum().region().name().region(), leader);
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Outcome.refused(refusal));
  }
}
