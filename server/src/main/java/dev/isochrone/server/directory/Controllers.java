package dev.isochrone.server.directory;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several controllers, as whoever needs one of them sees them: each call goes to the one that
 * answered last, and after a failure to the next. Any thread; nothing waits.
 */
public final class Controllers {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Refusals of one controller that say nothing of what the others would answer. */
  private static final Set<RefusalCode> ASK_ANOTHER =
      EnumSet.of(
          RefusalCode.NOT_LEADER,
          RefusalCode.NO_LEADER,
          RefusalCode.HOME_UNREACHABLE,
          RefusalCode.NOT_TRUSTED);

  private final Channels channels;
  private final List<Address> controllers;
  private final AtomicInteger favourite = new AtomicInteger();

  /**
   * These controllers.
   *
   * @param controllers their ports for servers; at least one
   */
  public Controllers(Channels channels, List<Address> controllers) {
    this.channels = channels;
    this.controllers = List.copyOf(controllers);
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException("no controller to ask");
    }
  }

  /** Asks the one that answered last; it may not be the leader. */
  public <Q, A> CompletableFuture<Outcome<A>> any(MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<Outcome<A>> result = new CompletableFuture<>();
    send(
        controllers.get(index()),
        method,
        request,
        new UnaryCall.Reply<A>() {
          @Override
          public void answered(A answer) {
            result.complete(Outcome.done(answer));
          }

          @Override
          public void failed(StatusRuntimeException failure, Departure departure) {
            int unused = favourite.incrementAndGet();
            result.complete(Outcome.refused(GrpcRefusals.ofRead(failure)));
          }
        });
    return result;
  }

  /** Asks every one of them the same, at once; a refusal that it could not be reached included. */
  public <Q, A> SortedMap<Address, CompletableFuture<Outcome<A>>> each(
      MethodDescriptor<Q, A> method, Q request) {
    SortedMap<Address, CompletableFuture<Outcome<A>>> asked =
        new TreeMap<>(Comparator.comparing(Address::toString));
    for (Address controller : controllers) {
      CompletableFuture<Outcome<A>> result = new CompletableFuture<>();
      asked.put(controller, result);
      send(
          controller,
          method,
          request,
          new UnaryCall.Reply<A>() {
            @Override
            public void answered(A answer) {
              result.complete(Outcome.done(answer));
            }

            @Override
            public void failed(StatusRuntimeException failure, Departure departure) {
              result.complete(Outcome.refused(GrpcRefusals.ofRead(failure)));
            }
          });
    }
    return asked;
  }

  /** Their ports for servers. */
  public List<Address> addresses() {
    return controllers;
  }

  /**
   * Has a command taken by whoever leads: follows a refusal that names the leader, and else goes on
   * to the next, each of them once.
   */
  public <Q, A> CompletableFuture<Outcome<A>> led(MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<Outcome<A>> result = new CompletableFuture<>();
    new Search<>(method, request, result)
        .ask(controllers.get(index()), controllers.size(), /* named= */ false);
    return result;
  }

  private int index() {
    return Math.floorMod(favourite.get(), controllers.size());
  }

  private <Q, A> void send(
      Address controller, MethodDescriptor<Q, A> method, Q request, UnaryCall.Reply<A> reply) {
    try {
      UnaryCall<?, ?> unused =
          UnaryCall.send(channels.to(controller), method, request, TIMEOUT, reply);
    } catch (IllegalStateException closed) {
      Refusal stopping =
          Refusal.later(RefusalCode.NOT_READY, "this server is stopping", Duration.ZERO);
      reply.failed(GrpcRefusals.toStatus(stopping, /* requestId= */ ""), Departure.NEVER_LEFT);
    }
  }

  /** The attempts of one command, one after another. */
  private final class Search<Q, A> {
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final CompletableFuture<Outcome<A>> result;

    Search(MethodDescriptor<Q, A> method, Q request, CompletableFuture<Outcome<A>> result) {
      this.method = method;
      this.request = request;
      this.result = result;
    }

    /**
     * Asks one.
     *
     * @param named whether another one's refusal named it: its name may be none that we can resolve
     */
    void ask(Address controller, int othersLeft, boolean named) {
      send(
          controller,
          method,
          request,
          new UnaryCall.Reply<A>() {
            @Override
            public void answered(A answer) {
              result.complete(Outcome.done(answer));
            }

            @Override
            public void failed(StatusRuntimeException failure, Departure departure) {
              refused(GrpcRefusals.ofWrite(failure, departure), othersLeft, named);
            }
          });
    }

    private void refused(Refusal refusal, int othersLeft, boolean named) {
      if (!ASK_ANOTHER.contains(refusal.code()) || othersLeft == 0) {
        result.complete(Outcome.refused(refusal));
        return;
      }
      // Else, where no named one can be reached, every second of the list would never be asked.
      int next = named ? favourite.get() : favourite.incrementAndGet();
      Optional<Address> leader = refusal.endpoint().map(Address::of);
      ask(
          leader.orElseGet(() -> controllers.get(Math.floorMod(next, controllers.size()))),
          othersLeft - 1,
          leader.isPresent());
    }
  }
}
