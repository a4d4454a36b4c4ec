package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.api.internal.v1.ForwardedDelete;
import dev.isochrone.api.internal.v1.ForwardedGet;
import dev.isochrone.api.internal.v1.ForwardedPut;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.internal.v1.LeaderAnswer;
import dev.isochrone.api.internal.v1.LeaderRequest;
import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.ForwarderWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.zone.Gateway;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * {@code isochrone.internal.v1.Forwarding}: what other gateways send on. Served here or refused:
 * nothing is forwarded twice.
 */
public final class ForwardingService extends ForwardingGrpc.ForwardingImplBase {
  private final Gateway gateway;
  private final Supplier<String> requestIds;

  public ForwardingService(Gateway gateway, Supplier<String> requestIds) {
    this.gateway = gateway;
    this.requestIds = requestIds;
  }

  @Override
  public void put(ForwardedPut forwarded, StreamObserver<PutAnswer> observer) {
    Answers.send(
        write(forwarded.getHeader(), RequestWire.fromProto(forwarded.getRequest(), requestIds)),
        observer,
        forwarded.getRequest().getHeader().getRequestId(),
        AnswerWire::toPut);
  }

  @Override
  public void delete(ForwardedDelete forwarded, StreamObserver<DeleteAnswer> observer) {
    Answers.send(
        write(forwarded.getHeader(), RequestWire.fromProto(forwarded.getRequest(), requestIds)),
        observer,
        forwarded.getRequest().getHeader().getRequestId(),
        AnswerWire::toDelete);
  }

  @Override
  public void get(ForwardedGet forwarded, StreamObserver<GetAnswer> observer) {
    Outcome<ReadRequest> request =
        ours(forwarded.getHeader(), RequestWire.fromProto(forwarded.getRequest(), requestIds))
            .map(
                read ->
                    new ReadRequest(
                        read.header().withoutForwarding(),
                        read.table(),
                        read.key(),
                        read.consistency()));
    Answers.send(
        request.fold(
            gateway::read, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))),
        observer,
        forwarded.getRequest().getHeader().getRequestId(),
        answer -> AnswerWire.toGet(answer, forwarded.getRequest().getPacked()));
  }

  @Override
  public void leader(LeaderRequest request, StreamObserver<LeaderAnswer> observer) {
    Outcome<LeaderAnswer> answer =
        ForwarderWire.fromProto(request.getHeader(), gateway.directory().cluster().id())
            .map(from -> leaderOf(request.getPartition()));
    Answers.send(
        CompletableFuture.completedFuture(answer), observer, /* requestId= */ "", known -> known);
  }

  private LeaderAnswer leaderOf(int partition) {
    LeaderAnswer.Builder answer = LeaderAnswer.newBuilder();
    gateway
        .leader(partition)
        .ifPresent(leader -> answer.setLeader(EndpointWire.toProto(leader.internal())));
    return answer.build();
  }

  private CompletableFuture<Outcome<WriteAnswer>> write(
      ForwardHeader from, Outcome<WriteRequest> request) {
    return ours(from, request)
        .map(write -> write.under(write.header().withoutForwarding()))
        .fold(
            gateway::write, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
  }

  /** The request, if the gateway that forwards it is one of this cluster's. */
  private <T> Outcome<T> ours(ForwardHeader from, Outcome<T> request) {
    return ForwarderWire.fromProto(from, gateway.directory().cluster().id())
        .fold(gatewayOfOurs -> request, Outcome::refused);
  }
}
