package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.cluster.ForwarderWire;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of operations of a node, its clients' and other gateways'. They live as long as their
 * connections, so a node that stops ends them first. Any thread.
 */
public final class OperationStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationStreams.class);

  private final Surroundings node;
  private final Set<OperationStream> open = ConcurrentHashMap.newKeySet();

  /**
   * What a stream finds in its node.
   *
   * @param burst that in which partitions answer
   * @param tally counts by the same ticker
   * @param slow notes by the same ticker
   */
  public record Surroundings(
      Gateway gateway,
      Supplier<String> requestIds,
      Burst burst,
      Ticker ticker,
      NodeTally tally,
      SlowLog slow) {}

  public OperationStreams(Surroundings node) {
    this.node = node;
  }

  StreamObserver<Operations> ofClient(StreamObserver<OperationAnswers> caller) {
    OperationStream stream = begin(caller, node.tally().clients(), /* forwarded= */ false);
    return new Inbound<>(stream) {
      @Override
      public void onNext(Operations message) {
        stream.receive(message);
      }
    };
  }

  /** Whoever forwards says who it is first; what it sends on is not forwarded again. */
  StreamObserver<ForwardedOperations> ofGateway(StreamObserver<OperationAnswers> caller) {
    OperationStream stream = begin(caller, node.tally().gateways(), /* forwarded= */ true);
    return new Inbound<>(stream) {
      private boolean known;

      @Override
      public void onNext(ForwardedOperations message) {
        if (!known) {
          Outcome<Forwarder> gateway =
              ForwarderWire.fromProto(
                  message.getHeader(), node.gateway().directory().cluster().id());
          if (gateway instanceof Outcome.Refused<Forwarder> refused) {
            stream.refuse(refused.refusal());
            return;
          }
          known = true;
          stream.receive(
              message.getOperations().toBuilder()
                  .setOpening(Operations.Opening.newBuilder().setNoForward(true))
                  .build());
          return;
        }
        stream.receive(message.getOperations());
      }
    };
  }

  private OperationStream begin(
      StreamObserver<OperationAnswers> caller, RequestTally tally, boolean forwarded) {
    OperationStream stream =
        new OperationStream(
            node,
            (ServerCallStreamObserver<OperationAnswers>) caller,
            new SlowOperations(node.slow(), node.gateway(), forwarded),
            tally,
            open::remove);
    open.add(stream);
    stream.begin();
    return stream;
  }

  /** Takes no more operations; each stream ends when those under way are answered. */
  @Override
  public void close() {
    open.forEach(OperationStream::close);
  }

  /** The caller's end of a stream. */
  private abstract static class Inbound<Q> implements StreamObserver<Q> {
    private final OperationStream stream;

    Inbound(OperationStream stream) {
      this.stream = stream;
    }

    @Override
    public void onError(Throwable broken) {
      LOG.debug("a caller's stream broke", broken);
      stream.ended();
    }

    @Override
    public void onCompleted() {
      stream.ended();
    }
  }
}
