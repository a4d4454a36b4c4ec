package dev.isochrone.zone.grpc;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends unary calls: with an answer, or with a refusal in a status. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /** Ends the call once the outcome is there, on the thread that brings it. */
  static <T, A> void send(
      CompletableFuture<Outcome<T>> outcome,
      StreamObserver<A> observer,
      String requestId,
      Function<T, A> toProto) {
    // A caller who went away is told nothing; without this, telling it would throw.
    ((ServerCallStreamObserver<A>) observer).setOnCancelHandler(() -> {});
    CompletableFuture<Outcome<T>> unused =
        outcome.whenComplete(
            (done, fault) -> {
              if (fault != null) {
                defect(requestId, fault);
                observer.onError(
                    Status.INTERNAL
                        .withDescription("a defect of the server; request " + requestId)
                        .asRuntimeException());
              } else {
                end(done, observer, requestId, toProto);
              }
            });
  }

  private static <T, A> void end(
      Outcome<T> outcome, StreamObserver<A> observer, String requestId, Function<T, A> toProto) {
    if (outcome instanceof Outcome.Refused<T> refused) {
      refuse(observer, refused.refusal(), requestId);
    } else {
      observer.onNext(toProto.apply(((Outcome.Done<T>) outcome).value()));
      observer.onCompleted();
    }
  }

  /** To be told from the caller's side by the id, which its answer names too. */
  static void defect(String requestId, Throwable fault) {
    LOG.atError()
        .setCause(fault)
        .addKeyValue("request", requestId)
        .log("request {} failed", requestId);
  }

  /** Names no key and no value: only the code is written. */
  static void log(Refusal refusal, String requestId) {
    LOG.atDebug()
        .addKeyValue("request", requestId)
        .addKeyValue("code", refusal.code())
        .log("request {} was refused: {}", requestId, refusal.code());
  }

  static void refuse(StreamObserver<?> observer, Refusal refusal, String requestId) {
    if (LOG.isDebugEnabled()) {
      log(refusal, requestId);
    }
    observer.onError(GrpcRefusals.toStatus(refusal, requestId));
  }
}
