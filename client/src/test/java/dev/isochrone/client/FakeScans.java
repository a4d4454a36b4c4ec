package dev.isochrone.client;

import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.ScanWire;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** How a fake node reacts to scans: first by its script, then by ending them without a page. */
final class FakeScans {
  private final ConcurrentLinkedQueue<Consumer<Stream>> script = new ConcurrentLinkedQueue<>();
  private final List<dev.isochrone.model.scan.ScanRequest> asked = new CopyOnWriteArrayList<>();

  /** One stream, as the server sees it. */
  record Stream(dev.isochrone.model.scan.ScanRequest request, StreamObserver<ScanPage> observer) {}

  FakeScans then(Consumer<Stream> reaction) {
    script.add(reaction);
    return this;
  }

  List<dev.isochrone.model.scan.ScanRequest> asked() {
    return asked;
  }

  void serve(ScanRequest request, StreamObserver<ScanPage> observer) {
    Outcome<dev.isochrone.model.scan.ScanRequest> read = ScanWire.fromProto(request, () -> "none");
    dev.isochrone.model.scan.ScanRequest understood =
        read.fold(
            value -> value,
            refusal -> {
              throw new AssertionError(refusal.message());
            });
    asked.add(understood);
    Consumer<Stream> next = script.poll();
    if (next == null) {
      observer.onCompleted();
    } else {
      next.accept(new Stream(understood, observer));
    }
  }
}
