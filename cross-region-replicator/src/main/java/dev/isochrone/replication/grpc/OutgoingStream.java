package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.FromSender;
import dev.isochrone.api.internal.v1.ReplicationGrpc;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.Tick;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.SenderEvent;
import dev.isochrone.replication.driver.LinkOpener;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stream to a peer. Only the link's thread sends and closes; gRPC's threads only post events. */
final class OutgoingStream
    implements LinkOpener.Stream, ClientResponseObserver<FromSender, FromReceiver> {
  private final Hello hello;
  private final LinkOpener.Listener listener;
  private final Route route;
  private final Supplier<Tick> clock;
  private final AtomicBoolean judged = new AtomicBoolean();
  private @Nullable ClientCallStreamObserver<FromSender> call; // set before the call starts

  OutgoingStream(Hello hello, LinkOpener.Listener listener, Route route, Supplier<Tick> clock) {
    this.hello = hello;
    this.listener = listener;
    this.route = route;
    this.clock = clock;
  }

  /** Starts the call; small as it is, the hello may wait for the connection. */
  void begin(ReplicationGrpc.ReplicationStub stub) {
    stub.link(this).onNext(ReplicationWire.toProto(hello));
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<FromSender> starting) {
    call = starting;
    starting.setOnReadyHandler(() -> tell(new SenderEvent.Writable(hello.session())));
  }

  @Override
  public boolean ready() {
    return call != null && call.isReady();
  }

  @Override
  public void send(ChangeBatch batch) {
    if (call != null) {
      call.onNext(ReplicationWire.toProto(batch, now()));
    }
  }

  @Override
  public void close() {
    if (call != null) {
      call.cancel("the link ended the stream", null);
    }
  }

  @Override
  public void onNext(FromReceiver message) {
    SenderEvent.OnStream event = ReplicationWire.fromProto(message, hello.session());
    if (event instanceof SenderEvent.Refused refused) {
      judge(refused.refusal().endpoint());
    }
    tell(event);
  }

  @Override
  public void onError(Throwable cause) {
    judge(Optional.empty());
    Status status = Status.fromThrowable(cause);
    tell(
        new SenderEvent.Broken(hello.session(), status.getCode() + ": " + status.getDescription()));
  }

  @Override
  public void onCompleted() {
    judge(Optional.empty());
    tell(new SenderEvent.Broken(hello.session(), "the peer ended the stream"));
  }

  /**
   * The next stream goes where the leader is said to be, or else to whoever comes next. A stream
   * ends in several words (a refusal, its end, our cancelling it), of which only the first counts:
   * else the route would skip servers.
   */
  private void judge(Optional<Endpoint> leader) {
    if (judged.compareAndSet(false, true)) {
      leader.ifPresentOrElse(at -> route.leads(at.node()), route::failed);
    }
  }

  private HlcTimestamp now() {
    return clock.get() instanceof Tick.Issued issued ? issued.reading().at() : HlcTimestamp.MIN;
  }

  private void tell(SenderEvent.OnStream event) {
    boolean unused = listener.on(event); // If it is lost, the link falls silent and opens anew.
  }
}
