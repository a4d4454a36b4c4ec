package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.ConflictsGrpc;
import dev.isochrone.api.v1.ListConflictsAnswer;
import dev.isochrone.api.v1.ListConflictsRequest;
import dev.isochrone.api.v1.ShowConflictAnswer;
import dev.isochrone.api.v1.ShowConflictRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.conflict.ConflictsWire;
import dev.isochrone.zone.gateway.ConflictView;
import dev.isochrone.zone.scan.Scans;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code isochrone.v1.Conflicts}: what lost, read on the threads of scans, as it may block. */
public final class ConflictsService extends ConflictsGrpc.ConflictsImplBase {
  private final ConflictView view;
  private final Scans threads;
  private final Supplier<String> requestIds;

  /**
   * Over what the node has.
   *
   * @param threads on which records are read
   */
  public ConflictsService(ConflictView view, Scans threads, Supplier<String> requestIds) {
    this.view = view;
    this.threads = threads;
    this.requestIds = requestIds;
  }

  @Override
  public void list(ListConflictsRequest request, StreamObserver<ListConflictsAnswer> observer) {
    Answers.send(
        read(ConflictsWire.fromProto(request, requestIds), view::list),
        observer,
        request.getHeader().getRequestId(),
        ConflictsWire::toProto);
  }

  @Override
  public void show(ShowConflictRequest request, StreamObserver<ShowConflictAnswer> observer) {
    Answers.send(
        read(ConflictsWire.fromProto(request, requestIds), view::show),
        observer,
        request.getHeader().getRequestId(),
        ConflictsWire::toProto);
  }

  private <Q, A> CompletableFuture<Outcome<A>> read(
      Outcome<Q> question, Function<Q, Outcome<A>> reading) {
    CompletableFuture<Outcome<A>> answer = new CompletableFuture<>();
    boolean goesOn =
        threads.lend(
            () -> {
              try {
                answer.complete(question.fold(reading, Outcome::refused));
              } catch (RuntimeException defect) {
                answer.completeExceptionally(defect); // The caller is told, and the log.
              }
            });
    if (!goesOn) {
      answer.complete(
          Outcome.refused(
              Refusal.later(
                  RefusalCode.OVERLOADED,
                  "this node reads conflicts for enough callers already, or is stopping",
                  Duration.ofMillis(200))));
    }
    return answer;
  }
}
