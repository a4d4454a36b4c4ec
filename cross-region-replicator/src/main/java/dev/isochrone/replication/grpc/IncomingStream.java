package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.Batch;
import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.FromSender;
import dev.isochrone.hlc.ClockReading;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.Observation;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.BatchInspection;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkReceiver;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.ReceiverEffect;
import dev.isochrone.replication.ReceiverEvent;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One link coming in. Two threads meet here: gRPC's, with the sender's messages, and apply's, with
 * what came of proposals. Each hands its event to {@code turns}, which runs them one after the
 * other on whichever thread is there, and lets neither wait for the other; what is slow, decoding,
 * gRPC's thread does before.
 *
 * <p>The next message is asked for when the last one has been dealt with, so at most one waits
 * here, and proposals are bounded by credits.
 */
final class IncomingStream implements StreamObserver<FromSender> {
  private static final Logger LOG = LoggerFactory.getLogger(IncomingStream.class);

  /** What all streams of a service share. */
  record Receiving(
      LinkTarget target,
      Function<OriginPartition, Inbox> inboxes,
      BatchInspection inspection,
      ReplicationService.Time time,
      Consumer<Throwable> faults,
      Set<IncomingStream> open) {}

  private final Receiving receiving;
  private final BatchInspection inspection;
  private final SynchronizationContext turns;

  // Touched in turns alone.
  private final ServerCallStreamObserver<FromReceiver> answers;
  private final LinkReceiver receiver;
  private Optional<OriginPartition> origin = Optional.empty();
  private Optional<Inbox> inbox = Optional.empty();
  private boolean ended;

  private IncomingStream(Receiving receiving, ServerCallStreamObserver<FromReceiver> answers) {
    this.receiving = receiving;
    this.inspection = receiving.inspection();
    this.answers = answers;
    this.receiver = new LinkReceiver(receiving.target());
    this.turns = new SynchronizationContext((thread, cause) -> fault(cause));
  }

  static IncomingStream open(Receiving receiving, ServerCallStreamObserver<FromReceiver> answers) {
    IncomingStream stream = new IncomingStream(receiving, answers);
    answers.disableAutoRequest();
    receiving.open().add(stream);
    answers.setOnCancelHandler(
        () -> {
          receiving.open().remove(stream);
          stream.happens(new ReceiverEvent.Ended());
        });
    answers.request(1);
    return stream;
  }

  /** Ends the stream because this server stops; the sender will find another. */
  void stop() {
    turns.execute(
        () -> {
          if (!ended) {
            step(
                new ReceiverEvent.Unfit(
                    Refusal.of(RefusalCode.NOT_READY, "the server is stopping")));
          }
        });
  }

  @Override
  public void onNext(FromSender message) {
    switch (message.getMessageCase()) {
      case HELLO -> hello(ReplicationWire.fromProto(message.getHello()));
      case BATCH ->
          came(
              inspect(message.getBatch())
                  .fold(ReceiverEvent.Received::new, ReceiverEvent.Unfit::new));
      case MESSAGE_NOT_SET ->
          came(
              new ReceiverEvent.Unfit(
                  Refusal.of(RefusalCode.NEWER_FORMAT, "a message of a newer release")));
    }
  }

  /** The event that a message was; only after it the next message is asked for. */
  private void came(ReceiverEvent event) {
    turns.execute(
        () -> {
          step(event);
          if (!ended) {
            answers.request(1);
          }
        });
  }

  @Override
  public void onError(Throwable cause) {
    happens(new ReceiverEvent.Ended());
  }

  @Override
  public void onCompleted() {
    turns.execute(
        () -> {
          step(new ReceiverEvent.Ended());
          end(Status.OK);
        });
  }

  private void hello(Outcome<Hello> hello) {
    if (hello instanceof Outcome.Done<Hello> done) {
      greeted(done.value());
    } else if (hello instanceof Outcome.Refused<Hello> refused) {
      came(new ReceiverEvent.Unfit(refused.refusal()));
    } else {
      throw new AssertionError(hello);
    }
  }

  /** Where to go on is for all partitions of the region to say; meanwhile nothing is taken. */
  private void greeted(Hello hello) {
    OriginPartition from = hello.from().source().origin();
    Inbox region = receiving.inboxes().apply(from);
    CompletableFuture<?> unused =
        region
            .standing()
            .whenComplete(
                (standing, failure) ->
                    turns.execute(
                        () -> {
                          if (failure != null) {
                            throw new IllegalStateException("an inbox's promise", failure);
                          }
                          if (inbox.isEmpty()) { // A second hello is refused, and changes nothing.
                            inbox = Optional.of(region);
                            origin = Optional.of(from);
                          }
                          came(
                              new ReceiverEvent.Greeted(
                                  hello, standing.map(Inbox.Applied::cursor)));
                        }));
  }

  private Outcome<ChangeBatch> inspect(Batch batch) {
    Optional<Refusal> future = ReplicationWire.sentAt(batch).fold(this::observe, Optional::of);
    if (future.isPresent()) {
      return Outcome.refused(future.get());
    }
    Outcome<Bytes> changes = Compression.plain(batch);
    return changes.fold(inspection::inspect, Outcome::refused);
  }

  private Optional<Refusal> observe(HlcTimestamp sentAt) {
    Observation made = receiving.time().observe().apply(new ClockReading(sentAt));
    return made instanceof Observation.TooFarAhead ahead
        ? BatchInspection.tooFarAhead(ahead.millis())
        : Optional.empty();
  }

  private void happens(ReceiverEvent event) {
    turns.execute(() -> step(event));
  }

  private void step(ReceiverEvent event) {
    receiver.on(event).forEach(this::perform);
  }

  private void perform(ReceiverEffect effect) {
    if (effect instanceof ReceiverEffect.Propose propose) {
      propose(propose);
    } else if (effect instanceof ReceiverEffect.Abandon) {
      inbox.ifPresent(Inbox::abandon);
    } else {
      answers.onNext(ReplicationWire.toProto(effect));
    }
    if (effect instanceof ReceiverEffect.Refuse refuse) {
      LOG.info("link from {} refused: {}", origin, refuse.refusal().message());
      end(Status.OK);
    }
  }

  private void propose(ReceiverEffect.Propose propose) {
    CompletableFuture<?> unused =
        inbox
            .orElseThrow() // Nothing is proposed before the hello.
            .propose(propose.batch())
            .whenComplete(
                (outcome, failure) ->
                    turns.execute(
                        () -> {
                          if (failure != null) {
                            throw new IllegalStateException("an inbox's promise", failure);
                          }
                          step(new ReceiverEvent.Applied(propose.proposal(), outcome));
                        }));
  }

  private void fault(Throwable cause) {
    LOG.error("link from {} ended by a fault", origin, cause);
    receiver.on(new ReceiverEvent.Ended()).forEach(this::perform);
    end(Status.INTERNAL);
    receiving.faults().accept(cause);
  }

  private void end(Status status) {
    if (!ended) {
      ended = true;
      receiving.open().remove(this);
      if (status.isOk()) {
        answers.onCompleted();
      } else {
        answers.onError(status.asException());
      }
    }
  }
}
