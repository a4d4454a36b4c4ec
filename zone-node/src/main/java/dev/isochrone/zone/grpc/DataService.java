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
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.slow.SlowRequest;
import dev.isochrone.zone.tally.RequestKind;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.stub.StreamObserver;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code isochrone.v1.Data}: rows, for clients. */
public final class DataService extends DataGrpc.DataImplBase {
  private final Gateway gateway;
  private final ScanService scans;
  private final Supplier<String> requestIds;
  private final OperationStreams streams;
  private final RequestTally tally;
  private final SlowLog slow;

  /**
   * Over what the node has.
   *
   * @param tally of clients' requests; scans and streams have it too
   * @param slow notes unary calls; streams have it too
   */
  public DataService(
      Gateway gateway,
      ScanService scans,
      Supplier<String> requestIds,
      OperationStreams streams,
      RequestTally tally,
      SlowLog slow) {
    this.slow = slow;
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
    String id = id(request.getHeader());
    Answers.send(
        write(
            RequestKinds.ofPut(request.getCondition()),
            id,
            RequestWire.fromProto(request, () -> id)),
        observer,
        id,
        AnswerWire::toPut);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteAnswer> observer) {
    String id = id(request.getHeader());
    Answers.send(
        write(
            RequestKinds.ofDelete(request.getCondition()),
            id,
            RequestWire.fromProto(request, () -> id)),
        observer,
        id,
        AnswerWire::toDelete);
  }

  @Override
  public void write(
      dev.isochrone.api.v1.WriteRequest request,
      StreamObserver<dev.isochrone.api.v1.WriteAnswer> observer) {
    String id = id(request.getHeader());
    Answers.send(
        write(RequestKind.BATCH, id, RequestWire.fromProto(request, () -> id)),
        observer,
        id,
        AnswerWire::toWrite);
  }

  @Override
  public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionAnswer> observer) {
    String id = id(request.getHeader());
    Answers.send(
        tally.counted(
            RequestKind.OPEN_SESSION,
            () ->
                CompletableFuture.completedFuture(
                    RequestWire.fromProto(request, () -> id)
                        .fold(gateway::openSession, Outcome::refused))),
        observer,
        id,
        AnswerWire::toOpenSession);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetAnswer> observer) {
    String id = id(request.getHeader());
    RequestKind kind = RequestKinds.ofGet(request.getConsistency());
    Outcome<ReadRequest> asked = RequestWire.fromProto(request, () -> id);
    Answers.send(
        slow.watched(
            () ->
                new SlowRequest.What(
                    kind,
                    RequestKinds.consistency(request),
                    asked.fold(
                        read -> gateway.partition(read.table(), read.key()),
                        refusal -> OptionalInt.empty()),
                    id),
            () ->
                tally.counted(
                    kind,
                    () ->
                        asked.fold(
                            read -> gateway.read(read, CallLimits.of(gateway.ticker())),
                            refusal ->
                                CompletableFuture.completedFuture(Outcome.refused(refusal))))),
        observer,
        id,
        answer -> AnswerWire.toGet(answer, request.getPacked()));
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanPage> observer) {
    scans.serve(request, observer);
  }

  private CompletableFuture<Outcome<WriteAnswer>> write(
      RequestKind kind, String id, Outcome<WriteRequest> request) {
    return slow.watched(
        () ->
            new SlowRequest.What(
                kind,
                /* consistency= */ "",
                request.fold(
                    write -> gateway.partition(write.table(), write.rows().get(0).key()),
                    refusal -> OptionalInt.empty()),
                id),
        () ->
            tally.counted(
                kind,
                () ->
                    request.fold(
                        write -> gateway.write(write, CallLimits.of(gateway.ticker())),
                        refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)))));
  }

  /** The request's, or else one that is given to it here, where it is seen first. */
  private String id(RequestHeader header) {
    return header.getRequestId().isEmpty() ? requestIds.get() : header.getRequestId();
  }
}
