package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** {@code isochrone.v1.Data/Scan}: each call is a {@link ScanCall} of its own. */
public final class ScanService {
  private final Scans scans;
  private final Supplier<String> requestIds;
  private final RequestTally tally;

  /**
   * Over what the node has.
   *
   * @param tally of clients' requests
   */
  public ScanService(Scans scans, Supplier<String> requestIds, RequestTally tally) {
    this.tally = tally;
    this.scans = scans;
    this.requestIds = requestIds;
  }

  /** Serves one scan. On the event loop, which it leaves at once. */
  public void serve(ScanRequest request, StreamObserver<ScanPage> observer) {
    ScanCall.serve(
        new ScanCall.Surroundings(scans, requestIds, tally),
        request,
        (ServerCallStreamObserver<ScanPage>) observer);
  }
}
