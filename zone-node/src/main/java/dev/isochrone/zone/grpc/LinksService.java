package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.LinksGrpc;
import dev.isochrone.api.v1.PauseAnswer;
import dev.isochrone.api.v1.PauseRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.LinkWire;
import dev.isochrone.zone.gateway.LinkOrders;
import io.grpc.stub.StreamObserver;
import java.util.NavigableSet;
import java.util.concurrent.CompletableFuture;

/** {@code isochrone.v1.Links}: what operators say to the links between regions. */
public final class LinksService extends LinksGrpc.LinksImplBase {
  private final LinkOrders orders;

  public LinksService(LinkOrders orders) {
    this.orders = orders;
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<PauseAnswer> observer) {
    CompletableFuture<Outcome<NavigableSet<Integer>>> noted =
        LinkWire.fromProto(request)
            .fold(
                orders::take,
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
    Answers.send(noted, observer, /* requestId= */ "", LinkWire::toProto);
  }
}
