package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.FromSender;
import dev.isochrone.api.internal.v1.ReplicationGrpc;
import dev.isochrone.hlc.ClockReading;
import dev.isochrone.hlc.Observation;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes the links of other regions. Nothing in it blocks. */
public final class ReplicationService extends ReplicationGrpc.ReplicationImplBase
    implements AutoCloseable {
  /**
   * This node's time, as far as senders meet it.
   *
   * @param observe takes in the reading that came with a batch
   * @param guard judges the times in a batch, which come from logs and not from clocks
   */
  public record Time(Function<ClockReading, Observation> observe, ClockGuard guard) {}

  private final IncomingStream.Receiving receiving;

  /**
   * Takes links from when a server serves it.
   *
   * @param inboxes what takes the changes of an origin partition; it refuses those it does not know
   * @param faults told of what must not happen; the stream is ended
   */
  public ReplicationService(
      LinkTarget target,
      Function<OriginPartition, Inbox> inboxes,
      Time time,
      Consumer<Throwable> faults) {
    this.receiving =
        new IncomingStream.Receiving(target, inboxes, time, faults, ConcurrentHashMap.newKeySet());
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
}
