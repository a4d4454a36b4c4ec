package dev.isochrone.client;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pages that one server sends. The next page is asked for when one is taken, so that one is on
 * its way while another is used, and no more. One thread takes; gRPC's brings.
 */
final class ScanStream {
  /** What came. */
  sealed interface Event {
    /** A page. */
    record Page(ScanPage page) implements Event {}

    /** The stream ended as the server wished. */
    enum Ended implements Event {
      ENDED
    }

    /** It broke, or was refused. */
    record Failed(StatusRuntimeException why) implements Event {}
  }

  /** One page on its way, and the end. */
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(2);

  private @Nullable ClientCallStreamObserver<ScanRequest> call;

  private ScanStream() {}

  /** Asks a server; its first page is on its way. */
  static ScanStream open(Channel server, ScanRequest request) {
    ScanStream stream = new ScanStream();
    ClientCalls.asyncServerStreamingCall(
        server.newCall(DataGrpc.getScanMethod(), CallOptions.DEFAULT), request, stream.new Pages());
    return stream;
  }

  /** The next event; null if nothing comes in this time. */
  @Nullable Event next(Duration wait) throws InterruptedException {
    @Nullable Event event = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (event instanceof Event.Page && call != null) {
      call.request(1);
    }
    return event;
  }

  /** Ends it; what comes after is dropped. */
  void cancel() {
    if (call != null) {
      call.cancel("the scan ends, or goes on elsewhere", null);
    }
  }

  private final class Pages implements ClientResponseObserver<ScanRequest, ScanPage> {
    @Override
    public void beforeStart(ClientCallStreamObserver<ScanRequest> observer) {
      observer.disableAutoRequestWithInitial(1);
      call = observer; // Before the call starts, in the thread that opens the stream.
    }

    @Override
    public void onNext(ScanPage page) {
      put(new Event.Page(page));
    }

    @Override
    public void onError(Throwable failure) {
      put(
          new Event.Failed(
              failure instanceof StatusRuntimeException status
                  ? status
                  : new StatusRuntimeException(Status.fromThrowable(failure))));
    }

    @Override
    public void onCompleted() {
      put(Event.Ended.ENDED);
    }

    private void put(Event event) {
      if (!events.offer(event)) {
        throw new IllegalStateException("a page that was not asked for");
      }
    }
  }
}
