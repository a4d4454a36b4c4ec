package dev.isochrone.server.inside;

import dev.isochrone.api.v1.CollectAnswer;
import dev.isochrone.api.v1.CollectRequest;
import dev.isochrone.api.v1.ServersGrpc;
import dev.isochrone.api.v1.SetLogLevelAnswer;
import dev.isochrone.api.v1.SetLogLevelRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.inside.LogOrder;
import dev.isochrone.wire.inside.ServersWire;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code isochrone.v1.Servers}: answers for its own server, and passes on what is for a controller.
 * To collect takes time, so it has a thread, with room for few who wait.
 */
public final class ServersService extends ServersGrpc.ServersImplBase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServersService.class);
  private static final int WAITING_MAX = 4;

  private final Interior self;
  private final Optional<Controllers> controllers;
  private final ThreadPoolExecutor collecting;

  /**
   * For one server.
   *
   * @param controllers those of its region, if it is a node that has some
   */
  public ServersService(Interior self, Optional<Controllers> controllers) {
    this.self = self;
    this.controllers = controllers;
    this.collecting =
        new ThreadPoolExecutor(
            /* corePoolSize= */ 0,
            /* maximumPoolSize= */ 1,
            /* keepAliveTime= */ 10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task -> {
              Thread thread = new Thread(task, "collect-" + self.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void setLogLevel(SetLogLevelRequest request, StreamObserver<SetLogLevelAnswer> observer) {
    if (!self.isCalled(request.getServer())) {
      passOn(ServersGrpc.getSetLogLevelMethod(), request, request.getServer(), observer);
      return;
    }
    Outcome<LogOrder.Done> done = ServersWire.fromProto(request).fold(self::take, Outcome::refused);
    if (done instanceof Outcome.Done<LogOrder.Done> changed) {
      LOG.warn(
          "an operator set the log level of {} from {} to {}",
          changed.value().logger(),
          changed.value().before(),
          changed.value().level());
    }
    end(done.map(ServersWire::toProto), observer);
  }

  @Override
  public void collect(CollectRequest request, StreamObserver<CollectAnswer> observer) {
    if (!self.isCalled(request.getServer())) {
      passOn(ServersGrpc.getCollectMethod(), request, request.getServer(), observer);
      return;
    }
    ((ServerCallStreamObserver<CollectAnswer>) observer).setOnCancelHandler(() -> {});
    try {
      collecting.execute(() -> collect(observer));
    } catch (RejectedExecutionException busy) {
      Refusal later =
          Refusal.later(
              RefusalCode.OVERLOADED,
              self.name() + " is collecting for others",
              Duration.ofSeconds(1));
      end(Outcome.refused(later), observer);
    }
  }

  private void collect(StreamObserver<CollectAnswer> observer) {
    try {
      end(Outcome.done(ServersWire.toProto(self.collect())), observer);
    } catch (RuntimeException defect) {
      LOG.error("what is inside of this server could not be collected", defect);
      observer.onError(Status.INTERNAL.withDescription("a defect").asRuntimeException());
    }
  }

  /** Whoever it is for takes it; the others say that they are not meant. */
  private <Q, A> void passOn(
      MethodDescriptor<Q, A> method, Q request, String server, StreamObserver<A> observer) {
    Refusal unknown =
        Refusal.of(
            RefusalCode.INVALID_REQUEST,
            "server: " + self.name() + " is not called so, and knows no controller that is");
    if (controllers.isEmpty() || server.length() > Interior.NAME_MAX) {
      end(Outcome.refused(unknown), observer);
      return;
    }
    ((ServerCallStreamObserver<A>) observer).setOnCancelHandler(() -> {});
    Collection<CompletableFuture<Outcome<A>>> asked =
        controllers.get().each(method, request).values();
    var unused =
        CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> end(best(asked, unknown), observer));
  }

  private static <A> Outcome<A> best(
      Collection<CompletableFuture<Outcome<A>>> answers, Refusal unknown) {
    Outcome<A> best = Outcome.refused(unknown);
    for (CompletableFuture<Outcome<A>> answer : answers) {
      Outcome<A> told = answer.join();
      if (told instanceof Outcome.Done<A>) {
        return told;
      } else if (told instanceof Outcome.Refused<A> refused
          && refused.refusal().code() != RefusalCode.INVALID_REQUEST) {
        best = told; // It may have been for the one that did not answer.
      }
    }
    return best;
  }

  private static <A> void end(Outcome<A> outcome, StreamObserver<A> observer) {
    if (outcome instanceof Outcome.Refused<A> refused) {
      observer.onError(GrpcRefusals.toStatus(refused.refusal(), /* requestId= */ ""));
    } else if (outcome instanceof Outcome.Done<A> done) {
      observer.onNext(done.value());
      observer.onCompleted();
    } else {
      throw new AssertionError(outcome);
    }
  }

  /** Collects no more. */
  @Override
  public void close() {
    collecting.shutdownNow();
  }
}
