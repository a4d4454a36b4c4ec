package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.internal.v1.LeaderAnswer;
import dev.isochrone.api.internal.v1.LeaderRequest;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.cluster.ForwarderWire;
import dev.isochrone.zone.gateway.Gateway;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/**
 * {@code isochrone.internal.v1.Forwarding}: what other gateways send on. Served here or refused:
 * nothing is forwarded twice.
 */
public final class ForwardingService extends ForwardingGrpc.ForwardingImplBase {
  private final Gateway gateway;
  private final OperationStreams streams;

  public ForwardingService(Gateway gateway, OperationStreams streams) {
    this.gateway = gateway;
    this.streams = streams;
  }

  @Override
  public StreamObserver<ForwardedOperations> converse(StreamObserver<OperationAnswers> observer) {
    return streams.ofGateway(observer);
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
}
