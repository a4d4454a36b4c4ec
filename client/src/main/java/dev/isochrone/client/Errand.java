package dev.isochrone.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.client.Question.Aim;
import dev.isochrone.client.course.Course;
import dev.isochrone.client.course.Step;
import dev.isochrone.client.route.Replicas;
import dev.isochrone.client.route.Routes;
import dev.isochrone.client.session.Sessions;
import dev.isochrone.client.session.Sessions.Place;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.wire.SharedHeader;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Conversation;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: does what its {@link Course} says, and tells it what came of it. Most
 * requests are answered by the first server, and never have a course.
 *
 * <p>At most one attempt is under way, and each next step is taken by the thread that ended the
 * last: the caller's, the channels' event loop, or the client's timer.
 */
final class Errand<V> implements Conversation.Reply, Sessions.Entrant {
  /** The least time that a server is given before another is asked, if there is that much. */
  private static final long ATTEMPT_MIN_NANOS = Duration.ofMillis(50).toNanos();

  private static final Refusal NO_TIME =
      Refusal.later(RefusalCode.HOME_UNREACHABLE, "there was no time to ask", Duration.ZERO);

  private final Dispatcher dispatcher;
  private final Question<V> question;
  private final TimeLimit limit;

  /** The same in every attempt. */
  private final RequestId id;

  private final CompletableFuture<V> done = new CompletableFuture<>();

  // Changed by a step, read by the next one.
  private Plan plan;
  private Endpoint asked;
  private @Nullable Place place;
  private @Nullable Course course;

  private volatile Refusal last = NO_TIME;

  @GuardedBy("this") private boolean ended;

  private Errand(Dispatcher dispatcher, Question<V> question, TimeLimit limit, Plan plan) {
    this.dispatcher = dispatcher;
    this.question = question;
    this.limit = limit;
    this.id = dispatcher.requestIds().next();
    this.plan = plan;
    this.asked = plan.candidates().get(0);
  }

  /** Sets out. The future ends within the limit, with an answer or with the last refusal. */
  static <V> CompletableFuture<V> begin(
      Dispatcher dispatcher, Question<V> question, TimeLimit limit) {
    Outcome<Plan> plan = Plan.of(question, dispatcher.directories().routes(), dispatcher.turns());
    if (plan instanceof Outcome.Refused<Plan> noWay) {
      dispatcher.ended();
      return CompletableFuture.failedFuture(noWay.refusal().asException());
    } else if (plan instanceof Outcome.Done<Plan> found) {
      Errand<V> errand = new Errand<>(dispatcher, question, limit, found.value());
      errand.setOut();
      return errand.done;
    }
    throw new AssertionError(plan);
  }

  @Override
  public TimeLimit limit() {
    return limit;
  }

  /** Ends here, since the client closes. What was refused last had and will have no effect. */
  void abandon() {
    giveUp(last);
  }

  private void setOut() {
    Optional<Sessions> sessions =
        question.aim() == Aim.WRITE ? dispatcher.sessions() : Optional.empty();
    if (sessions.isPresent()) {
      sessions.get().enter(this);
    } else {
      perform(new Step.Ask(asked));
    }
  }

  @Override
  public void entered(@Nullable Place given) {
    place = given;
    perform(new Step.Ask(asked));
  }

  @Override
  public void turnedAway(Refusal refusal) {
    giveUp(refusal);
  }

  /** Whatever a step runs into, the caller's future must end. */
  private void perform(Step step) {
    try {
      if (step instanceof Step.Ask ask) {
        send(ask.server());
      } else if (step instanceof Step.AskLater later) {
        pause(later);
      } else if (step instanceof Step.FetchDirectory fetch) {
        fetchDirectory(fetch);
      } else if (step instanceof Step.ChangeSession change) {
        changeSession(change);
      } else if (step instanceof Step.GiveUp giveUp) {
        tell(giveUp.refusal());
      } else {
        throw new AssertionError(step);
      }
    } catch (RuntimeException broken) {
      fail(broken);
    }
  }

  private void send(Endpoint server) {
    long left = limit.leftNanos();
    if (left <= 0) {
      giveUp(last);
      return;
    }
    Outcome<Operation.Builder> operation = question.operation(header(), plan.route());
    if (operation instanceof Outcome.Refused<Operation.Builder> unfit) {
      giveUp(unfit.refusal());
    } else if (operation instanceof Outcome.Done<Operation.Builder> fit) {
      asked = server;
      fit.value().setRequestNumber(id.number());
      dispatcher.conversation(server).send(fit.value(), attempt(left), this);
    } else {
      throw new AssertionError(operation);
    }
  }

  private RequestHeader header() {
    return new RequestHeader(
        id,
        dispatcher.callerRegion(),
        /* noForward= */ true,
        Optional.of(plan.route().routedBy()),
        place == null ? Optional.empty() : Optional.of(place.step()));
  }

  /** What can be asked again turns to another server in half the time; the rest is waited for. */
  private TimeLimit attempt(long leftNanos) {
    boolean waits = question.aim() == Aim.WRITE && place == null;
    if (waits || !plan.hasAlternatives() || leftNanos < ATTEMPT_MIN_NANOS) {
      return limit;
    }
    long attempt = Math.max(leftNanos / 2, ATTEMPT_MIN_NANOS);
    return new TimeLimit(limit.ticker(), limit.endNanos() - leftNanos + attempt);
  }

  @Override
  public void answered(OperationAnswer answer, SharedHeader shared) {
    try {
      Outcome<V> value = question.answer(answer, shared, id, plan.route());
      if (value instanceof Outcome.Done<V> read) {
        complete(read.value());
      } else if (value instanceof Outcome.Refused<V> refused) {
        if (answer.hasRefused()) {
          setBack(refused.refusal());
        } else {
          unreadable(refused.refusal());
        }
      } else {
        throw new AssertionError(value);
      }
    } catch (RuntimeException broken) {
      fail(broken);
    }
  }

  /**
   * What ended a stream is not believed of an operation that had left: it may have been carried out
   * before. One whose time ended before it left has nothing to add to what was told before.
   */
  @Override
  public void failed(StatusRuntimeException failure, Departure departure) {
    try {
      Refusal refusal = refusalOf(failure, departure);
      if (departure == Departure.NEVER_LEFT && limit.leftNanos() <= 0) {
        learn(refusal);
        giveUp(last.equals(NO_TIME) ? refusal : last);
      } else {
        setBack(refusal);
      }
    } catch (RuntimeException broken) {
      fail(broken);
    }
  }

  private Refusal refusalOf(StatusRuntimeException failure, Departure departure) {
    if (question.aim() != Aim.WRITE) {
      return GrpcRefusals.ofRead(failure);
    }
    return GrpcRefusals.ofWrite(
        departure == Departure.LEFT ? new StatusRuntimeException(failure.getStatus()) : failure,
        departure);
  }

  private void complete(V value) {
    AnswerHeader header = question.headerOf(value);
    Replicas home = plan.route().home();
    if (header.leader().isPresent() && header.home().region().equals(home.name().region())) {
      home.learn(header.leader().get());
    }
    if (end()) {
      done.complete(value);
    }
  }

  /** Another server would not answer more readably, and a write has likely happened. */
  private void unreadable(Refusal unfit) {
    giveUp(
        question.aim() == Aim.WRITE
            ? Refusal.of(
                RefusalCode.OUTCOME_UNKNOWN,
                "the write was answered, unreadably: " + unfit.message())
            : unfit);
  }

  private void setBack(Refusal refusal) {
    last = refusal;
    learn(refusal);
    Step next = course().refused(refusal);
    perform(dispatcher.isClosed() ? new Step.GiveUp(course().verdict(refusal)) : next);
  }

  private void learn(Refusal refusal) {
    Aim aim = question.aim();
    if (aim != Aim.READ_NEAR
        && aim != Aim.READ_NEAR_ELSE_HOME) { // Who serves near says nothing about who leads.
      plan.asked().refused(asked, refusal);
    }
  }

  private Course course() {
    Course begun = course;
    if (begun == null) {
      begun = dispatcher.course(plan.candidates(), /* repeatable= */ place != null);
      course = begun;
    }
    return begun;
  }

  private void pause(Step.AskLater later) {
    if (later.pause().compareTo(limit.left()) >= 0) {
      giveUp(later.refusal());
    } else {
      dispatcher.pause(this, later.pause(), () -> perform(new Step.Ask(later.server())));
    }
  }

  private void fetchDirectory(Step.FetchDirectory fetch) {
    var unused =
        dispatcher
            .directories()
            .fetch(Address.of(fetch.likely()), limit)
            .whenComplete(
                (routes, failure) -> {
                  if (failure != null) {
                    giveUp(fetch.refusal());
                  } else {
                    startAnew(routes, fetch.refusal());
                  }
                });
  }

  /** Another partition would not know what was tried in this one, so an unknown ends here. */
  private void startAnew(Routes routes, Refusal why) {
    Outcome<Plan> anew = Plan.of(question, routes, dispatcher.turns());
    if (anew instanceof Outcome.Refused<Plan> noWay) {
      giveUp(noWay.refusal());
    } else if (anew instanceof Outcome.Done<Plan> found) {
      boolean stays = plan.staysAtHome(found.value());
      plan = found.value();
      if (course().isUnknown() && !stays) {
        giveUp(why);
        return;
      }
      Step next = course().startAnew(plan.candidates());
      Place bound = place;
      if (bound != null && !stays && plan.route().isMultiMaster()) {
        renewSequence(bound);
      } else {
        perform(next);
      }
    } else {
      throw new AssertionError(anew);
    }
  }

  /**
   * Each region that takes writes of a row knows the sequences that were sent to it alone, so a
   * sequence is bound to the region of its first attempt. Nothing was done under this one.
   */
  private void renewSequence(Place over) {
    Sessions sessions = dispatcher.sessions().orElseThrow();
    place = null;
    sessions.leave(over);
    asked = plan.candidates().get(0);
    sessions.enter(this);
  }

  private void changeSession(Step.ChangeSession change) {
    Sessions sessions = dispatcher.sessions().orElseThrow();
    Place over = place;
    if (over != null) {
      place = null;
      sessions.ended(over);
      sessions.leave(over);
    }
    asked = change.server();
    sessions.enter(this);
  }

  private void giveUp(Refusal refusal) {
    tell(course == null ? refusal : course.verdict(refusal));
  }

  private void tell(Refusal refusal) {
    if (end()) {
      done.completeExceptionally(refusal.asExceptionOf(id.text()));
    }
  }

  private void fail(RuntimeException broken) {
    Course begun = course;
    if (begun != null && begun.isUnknown()) {
      giveUp(last);
    } else if (end()) {
      done.completeExceptionally(broken);
    }
  }

  /**
   * Once, before the caller is told: who has the answer may send the next request, and what was
   * told is never sent again.
   */
  private boolean end() {
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
    }
    Place left = place;
    if (left != null) {
      dispatcher.sessions().ifPresent(sessions -> sessions.leave(left));
    }
    dispatcher.ended();
    return true;
  }
}
