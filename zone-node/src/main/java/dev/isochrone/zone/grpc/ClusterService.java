package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.DescribeRequest;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.api.v1.StatusRequest;
import dev.isochrone.api.v1.WhereAnswer;
import dev.isochrone.api.v1.WhereRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.ClusterWire;
import dev.isochrone.wire.cluster.StatusWire;
import dev.isochrone.zone.gateway.ClusterView;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code isochrone.v1.Cluster}: what is where, for clients and people. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {
  private final ClusterView view;
  private final Supplier<String> requestIds;

  public ClusterService(ClusterView view, Supplier<String> requestIds) {
    this.view = view;
    this.requestIds = requestIds;
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeAnswer> observer) {
    observer.onNext(ClusterWire.toProto(view.describe(request.getKnownVersion())));
    observer.onCompleted();
  }

  @Override
  public void where(WhereRequest request, StreamObserver<WhereAnswer> observer) {
    Answers.send(
        CompletableFuture.completedFuture(
            ClusterWire.fromProto(request, requestIds).fold(view::where, Outcome::refused)),
        observer,
        request.getHeader().getRequestId(),
        ClusterWire::toProto);
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusAnswer> observer) {
    observer.onNext(StatusWire.toProto(view.status()));
    observer.onCompleted();
  }
}
