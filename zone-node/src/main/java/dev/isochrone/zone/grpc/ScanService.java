package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.zone.scan.Scans;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** {@code isochrone.v1.Data/Scan}: each call is a {@link ScanCall} of its own. */
public final class ScanService {
  private final Scans scans;
  private final Supplier<String> requestIds;

  public ScanService(Scans scans, Supplier<String> requestIds) {
    this.scans = scans;
    this.requestIds = requestIds;
  }

  /** Serves one scan. On the event loop, which it leaves at once. */
  public void serve(ScanRequest request, StreamObserver<ScanPage> observer) {
    ScanCall.serve(scans, request, requestIds, (ServerCallStreamObserver<ScanPage>) observer);
  }
}
