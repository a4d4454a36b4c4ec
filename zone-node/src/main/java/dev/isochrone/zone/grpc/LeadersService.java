package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.LeadersGrpc;
import dev.isochrone.api.v1.TransferAnswer;
import dev.isochrone.api.v1.TransferRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.LeaderOrder;
import dev.isochrone.wire.cluster.LeaderWire;
import dev.isochrone.zone.gateway.LeaderOrders;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** {@code isochrone.v1.Leaders}: what operators say about who leads. */
public final class LeadersService extends LeadersGrpc.LeadersImplBase {
  private final LeaderOrders orders;

  public LeadersService(LeaderOrders orders) {
    this.orders = orders;
  }

  @Override
  public void transfer(TransferRequest request, StreamObserver<TransferAnswer> observer) {
    CompletableFuture<Outcome<LeaderOrder.Result>> taken =
        LeaderWire.fromProto(request)
            .fold(
                orders::take,
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
    Answers.send(taken, observer, /* requestId= */ "", LeaderWire::toProto);
  }
}
