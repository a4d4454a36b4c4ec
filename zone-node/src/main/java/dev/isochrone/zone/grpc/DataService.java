package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.OpenSessionAnswer;
import dev.isochrone.api.v1.OpenSessionRequest;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.tally.RequestKind;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code isochrone.v1.Data}: rows, for clients. */
public final class DataService extends DataGrpc.DataImplBase {
  private final Gateway gateway;
  private final ScanService scans;
  private final Supplier<String> requestIds;
  private final OperationStreams streams;
  private final RequestTally tally;

  /**
   * Over what the node has.
   *
   * @param tally of clients' requests; scans and streams have it too
   */
  public DataService(
      Gateway gateway,
      ScanService scans,
      Supplier<String> requestIds,
      OperationStreams streams,
      RequestTally tally) {
    this.tally = tally;
    this.gateway = gateway;
    this.scans = scans;
    this.requestIds = requestIds;
    this.streams = streams;
  }

  @Override
  public StreamObserver<Operations> converse(StreamObserver<OperationAnswers> observer) {
    return streams.ofClient(observer);
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutAnswer> observer) {
    Answers.send(
        tally.counted(
            RequestKinds.ofPut(request.getCondition()),
            () -> write(RequestWire.fromProto(request, requestIds))),
        observer,
        request.getHeader().getRequestId(),
        AnswerWire::toPut);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteAnswer> observer) {
    Answers.send(
        tally.counted(
            RequestKinds.ofDelete(request.getCondition()),
            () -> write(RequestWire.fromProto(request, requestIds))),
        observer,
        request.getHeader().getRequestId(),
        AnswerWire::toDelete);
  }

  @Override
  public void write(
      dev.isochrone.api.v1.WriteRequest request,
      StreamObserver<dev.isochrone.api.v1.WriteAnswer> observer) {
    Answers.send(
        tally.counted(RequestKind.BATCH, () -> write(RequestWire.fromProto(request, requestIds))),
        observer,
        request.getHeader().getRequestId(),
        AnswerWire::toWrite);
  }

  @Override
  public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionAnswer> observer) {
    Answers.send(
        tally.counted(
            RequestKind.OPEN_SESSION,
            () ->
                CompletableFuture.completedFuture(
                    RequestWire.fromProto(request, requestIds)
                        .fold(gateway::openSession, Outcome::refused))),
        observer,
        request.getHeader().getRequestId(),
        AnswerWire::toOpenSession);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetAnswer> observer) {
    Answers.send(
        tally.counted(
            RequestKinds.ofGet(request.getConsistency()),
            () ->
                RequestWire.fromProto(request, requestIds)
                    .fold(
                        read -> gateway.read(read, CallLimits.of(gateway.ticker())),
                        refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)))),
        observer,
        request.getHeader().getRequestId(),
        answer -> AnswerWire.toGet(answer, request.getPacked()));
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanPage> observer) {
    scans.serve(request, observer);
  }

  private CompletableFuture<Outcome<WriteAnswer>> write(Outcome<WriteRequest> request) {
    return request.fold(
        write -> gateway.write(write, CallLimits.of(gateway.ticker())),
        refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
  }
}
