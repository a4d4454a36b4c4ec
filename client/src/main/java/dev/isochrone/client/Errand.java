package dev.isochrone.client;

import dev.isochrone.client.Leaders.PartitionName;
import dev.isochrone.client.Question.Aim;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One request on its way: does what its {@link Course} says, and tells it what came of it.
 *
 * <p>At most one attempt is under way, and each next step is taken by the thread that ended the
 * last: the caller's, a channel's event loop, or the client's timer.
 */
final class Errand<Q, A, V> {
  /** Connecting around the world takes well under a second; who can't in this time is gone. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** The least time that a read gives a server before it asks another, if it has that much. */
  private static final Duration READ_MIN = Duration.ofMillis(50);

  private final Dispatcher dispatcher;
  private final Question<Q, A, V> question;
  private final TimeLimit limit;
  private final String requestId;
  private final Course course;
  private final CompletableFuture<V> done = new CompletableFuture<>();

  /** Changed by a step, read by the next one. */
  private Plan<Q> plan;

  private volatile Refusal last =
      Refusal.later(RefusalCode.HOME_UNREACHABLE, "there was no time to ask", Duration.ZERO);

  private Errand(
      Dispatcher dispatcher,
      Question<Q, A, V> question,
      TimeLimit limit,
      String requestId,
      Plan<Q> plan) {
    this.dispatcher = dispatcher;
    this.question = question;
    this.limit = limit;
    this.requestId = requestId;
    this.plan = plan;
    this.course =
        new Course(
            RetryLimits.DEFAULT, () -> ThreadLocalRandom.current().nextDouble(), plan.candidates());
  }

  /** What is asked of whom, by one version of the directory. */
  private record Plan<Q>(PartitionName home, List<Endpoint> candidates, Q message) {}

  /** Sets out. The future ends within the limit, with an answer or with the last refusal. */
  static <Q, A, V> CompletableFuture<V> begin(
      Dispatcher dispatcher, Question<Q, A, V> question, TimeLimit limit) {
    String requestId = dispatcher.nextRequestId();
    return plan(dispatcher, question, requestId, dispatcher.directories().known())
        .fold(
            plan -> {
              Errand<Q, A, V> errand = new Errand<>(dispatcher, question, limit, requestId, plan);
              errand.perform(errand.course.start());
              return errand.done;
            },
            refusal -> CompletableFuture.failedFuture(refusal.asException()));
  }

  /** Ends here, since the client closes. What was refused last had and will have no effect. */
  void abandon() {
    giveUp(last);
  }

  private static <Q> Outcome<Plan<Q>> plan(
      Dispatcher dispatcher, Question<Q, ?, ?> question, String requestId, Directory directory) {
    try {
      Route route = Route.find(directory, question.table(), question.key()).orThrow();
      PartitionName home = route.homePartition();
      List<Endpoint> candidates =
          question.aim() == Aim.READ_NEAR
              ? route.nearFirst(dispatcher.near(), dispatcher.nextTurn())
              : route.leaderFirst(dispatcher.leaders().of(home));
      RequestHeader header =
          new RequestHeader(
              requestId,
              dispatcher.callerRegion(),
              /* noForward= */ true,
              Optional.of(route.routedBy()));
      return question
          .message()
          .apply(header, new KeyForm.Typed(route.key()))
          .map(message -> new Plan<>(home, candidates, message));
    } catch (RefusedException noWay) {
      return Outcome.refused(noWay.refusal());
    }
  }

  private void perform(Step step) {
    guarded(
        () -> {
          if (step instanceof Step.Ask ask) {
            send(ask.server());
          } else if (step instanceof Step.AskLater later) {
            pause(later);
          } else if (step instanceof Step.FetchDirectory fetch) {
            fetchDirectory(fetch);
          } else if (step instanceof Step.GiveUp giveUp) {
            giveUp(giveUp.refusal());
          } else {
            throw new AssertionError(step);
          }
        });
  }

  /** Whatever a step runs into, the caller's future must end. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException broken) {
      done.completeExceptionally(broken);
    }
  }

  private void send(Endpoint server) {
    Duration left = limit.left();
    if (left.isNegative() || left.isZero()) {
      giveUp(last);
      return;
    }
    ManagedChannel channel = dispatcher.channels().to(server);
    boolean connected = channel.getState(/* requestConnection= */ false) == ConnectivityState.READY;
    UnaryCall<Q, A> call =
        UnaryCall.send(channel, question.method(), plan.message(), timeout(left), reply(server));
    if (!connected && course.hasAlternatives()) {
      Duration half = left.dividedBy(2);
      dispatcher.after(
          half.compareTo(CONNECT_MAX) < 0 ? half : CONNECT_MAX, call::cancelUnlessLeft);
    }
  }

  /** A write that has left is waited for; a read can turn to another server in half the time. */
  private Duration timeout(Duration left) {
    if (question.aim() == Aim.WRITE || !course.hasAlternatives() || left.compareTo(READ_MIN) < 0) {
      return left;
    }
    Duration half = left.dividedBy(2);
    return half.compareTo(READ_MIN) < 0 ? READ_MIN : half;
  }

  private UnaryCall.Reply<A> reply(Endpoint server) {
    return new UnaryCall.Reply<>() {
      @Override
      public void answered(A answer) {
        read(answer);
      }

      @Override
      public void failed(StatusRuntimeException failure, Departure departure) {
        Refusal refusal =
            question.aim() == Aim.WRITE
                ? GrpcRefusals.ofWrite(failure, departure)
                : GrpcRefusals.ofRead(failure);
        last = refusal;
        learn(server, refusal);
        perform(course.refused(refusal));
      }
    };
  }

  private void read(A answer) {
    Outcome<V> value = question.value().apply(answer);
    if (value instanceof Outcome.Refused<V> unfit) {
      giveUp(question.aim() == Aim.WRITE ? unreadable(unfit.refusal()) : unfit.refusal());
    } else if (value instanceof Outcome.Done<V> read) {
      question
          .headerOf()
          .apply(read.value())
          .leader()
          .ifPresent(leader -> dispatcher.leaders().learn(plan.home(), leader));
      done.complete(read.value());
    } else {
      throw new AssertionError(value);
    }
  }

  private static Refusal unreadable(Refusal unfit) {
    return Refusal.of(
        RefusalCode.OUTCOME_UNKNOWN, "the write was answered, unreadably: " + unfit.message());
  }

  private void learn(Endpoint asked, Refusal refusal) {
    if (question.aim() == Aim.READ_NEAR) {
      return; // Who serves near says nothing about who leads.
    }
    switch (refusal.code()) {
      case NOT_LEADER -> {
        dispatcher.leaders().doubt(plan.home(), asked);
        refusal.endpoint().ifPresent(leader -> dispatcher.leaders().learn(plan.home(), leader));
      }
      case NO_LEADER, NOT_READY, NOT_CONFIRMED, HOME_UNREACHABLE, OUTCOME_UNKNOWN ->
          dispatcher.leaders().doubt(plan.home(), asked);
      default -> {}
    }
  }

  private void pause(Step.AskLater later) {
    if (later.pause().compareTo(limit.left()) >= 0) {
      giveUp(later.refusal());
    } else {
      dispatcher.pause(this, later.pause(), () -> perform(new Step.Ask(later.server())));
    }
  }

  private void fetchDirectory(Step.FetchDirectory fetch) {
    CompletableFuture<Directory> fetched =
        dispatcher.directories().fetch(Address.of(fetch.likely()), limit);
    var unused =
        fetched.whenComplete(
            (directory, failure) -> {
              if (failure != null) {
                giveUp(fetch.refusal());
              } else {
                guarded(() -> startAnew(directory));
              }
            });
  }

  private void startAnew(Directory directory) {
    Outcome<Plan<Q>> anew = plan(dispatcher, question, requestId, directory);
    if (anew instanceof Outcome.Done<Plan<Q>> found) {
      plan = found.value();
      perform(course.startAnew(plan.candidates()));
    } else if (anew instanceof Outcome.Refused<Plan<Q>> noWay) {
      giveUp(noWay.refusal());
    } else {
      throw new AssertionError(anew);
    }
  }

  private void giveUp(Refusal refusal) {
    done.completeExceptionally(refusal.asException());
  }
}
