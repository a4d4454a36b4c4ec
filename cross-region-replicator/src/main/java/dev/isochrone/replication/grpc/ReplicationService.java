package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.DeliverAnswer;
import dev.isochrone.api.internal.v1.DeliverRequest;
import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.FromSender;
import dev.isochrone.api.internal.v1.ReplicationGrpc;
import dev.isochrone.hlc.ClockReading;
import dev.isochrone.hlc.Observation;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.BatchInspection;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the links of other regions, and for this node's own partitions what its neighbours took.
 * Nothing in it blocks.
 */
public final class ReplicationService extends ReplicationGrpc.ReplicationImplBase
    implements AutoCloseable {
  /**
   * This node's time, as far as senders meet it.
   *
   * @param observe takes in the reading that came with a batch
   * @param guard judges the times in a batch, which come from logs and not from clocks
   */
  public record Time(Function<ClockReading, Observation> observe, ClockGuard guard) {}

  /**
   * How the region's partitions are reached.
   *
   * @param layoutVersion of the layout by which its nodes split batches
   * @param inboxes a new one for each stream, for the changes of that origin partition
   * @param here this node's own partitions, as long as it leads them; the others it refuses
   */
  public record Receivers(
      long layoutVersion, Function<OriginPartition, Inbox> inboxes, PartitionPort here) {}

  private final IncomingStream.Receiving receiving;
  private final Receivers receivers;

  /**
   * Takes links from when a server serves it.
   *
   * @param residency what this region may hold
   * @param faults told of what must not happen; the stream is ended
   */
  public ReplicationService(
      LinkTarget target,
      Receivers receivers,
      Residency residency,
      Time time,
      Consumer<Throwable> faults) {
    this.receivers = receivers;
    this.receiving =
        new IncomingStream.Receiving(
            target,
            receivers.inboxes(),
            new BatchInspection(time.guard(), target.self().region(), residency),
            time,
            faults,
            ConcurrentHashMap.newKeySet());
  }

  /**
   * Ends all streams, so that the server can stop: without it, it would wait for them till its
   * grace is over. What comes after is for the server to refuse.
   */
  @Override
  public void close() {
    receiving.open().forEach(IncomingStream::stop);
  }

  @Override
  public StreamObserver<FromSender> link(StreamObserver<FromReceiver> answers) {
    return IncomingStream.open(receiving, (ServerCallStreamObserver<FromReceiver>) answers);
  }

  @Override
  public void deliver(DeliverRequest request, StreamObserver<DeliverAnswer> answer) {
    // A caller who went away is told nothing; without this, telling it would throw.
    ((ServerCallStreamObserver<DeliverAnswer>) answer).setOnCancelHandler(() -> {});
    CompletableFuture<?> unused =
        DeliveryWire.fromProto(
                request, receiving.target(), receivers.layoutVersion(), receiving.inspection())
            .fold(this::delivered, ReplicationService::refused)
            .whenComplete((outcome, fault) -> end(answer, outcome, fault));
  }

  private CompletableFuture<Outcome<Inbox.Applied>> delivered(DeliveryWire.Delivery delivery) {
    return receivers.here().deliver(delivery.partition(), delivery.origin(), delivery.part());
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Outcome.refused(refusal));
  }

  private void end(
      StreamObserver<DeliverAnswer> answer,
      @Nullable Outcome<Inbox.Applied> outcome,
      @Nullable Throwable fault) {
    if (outcome instanceof Outcome.Done<Inbox.Applied> applied) {
      answer.onNext(DeliveryWire.toProto(applied.value()));
      answer.onCompleted();
    } else if (outcome instanceof Outcome.Refused<Inbox.Applied> refused) {
      answer.onError(GrpcRefusals.toStatus(refused.refusal(), /* requestId= */ ""));
    } else {
      answer.onError(Status.INTERNAL.withCause(fault).asRuntimeException());
      receiving.faults().accept(new IllegalStateException("a partition's promise", fault));
    }
  }
}
