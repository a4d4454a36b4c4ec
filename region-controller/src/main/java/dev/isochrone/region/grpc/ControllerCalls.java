package dev.isochrone.region.grpc;

import dev.isochrone.api.internal.v1.ChangeAnswer;
import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.MirrorAnswer;
import dev.isochrone.api.internal.v1.MirrorRequest;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.format.GlobalStateCodec;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls to the controllers that have a vote in the global directory. It asks the one that answered
 * last, follows a refusal that names the leader, and else goes on to the next. Any thread; nothing
 * waits.
 */
public final class ControllerCalls {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final GlobalStateCodec STATES = new GlobalStateCodec();

  private final Channels channels;
  private final List<Endpoint> voters;
  private final AtomicInteger favourite = new AtomicInteger();

  /**
   * Calls to these.
   *
   * @param voters at least one
   */
  public ControllerCalls(Channels channels, List<Endpoint> voters) {
    this.channels = channels;
    this.voters = List.copyOf(voters);
  }

  /** Has the command applied by whoever leads; the global directory's version after it. */
  public CompletableFuture<Outcome<Long>> submit(GlobalCommand command) {
    CompletableFuture<Outcome<Long>> result = new CompletableFuture<>();
    attempt(command, voters.get(next()), voters.size() + 1, result);
    return result;
  }

  private void attempt(
      GlobalCommand command,
      Endpoint voter,
      int attemptsLeft,
      CompletableFuture<Outcome<Long>> result) {
    ask(
        voter,
        outcome -> {
          Optional<Refusal> refusal = outcome.fold(done -> Optional.empty(), Optional::of);
          boolean elsewhere =
              refusal
                  .map(Refusal::code)
                  .filter(
                      code ->
                          code == RefusalCode.NOT_LEADER || code == RefusalCode.HOME_UNREACHABLE)
                  .isPresent();
          if (elsewhere && attemptsLeft > 1) {
            Endpoint other = refusal.flatMap(Refusal::endpoint).orElseGet(() -> voters.get(skip()));
            attempt(command, other, attemptsLeft - 1, result);
          } else {
            result.complete(outcome);
          }
        },
        command);
  }

  private void ask(Endpoint voter, Consumer<Outcome<Long>> told, GlobalCommand command) {
    try {
      UnaryCall<?, ?> unused =
          UnaryCall.send(
              channels.to(voter),
              DirectoriesGrpc.getSubmitMethod(),
              DirectoriesWire.submit(command),
              TIMEOUT,
              new UnaryCall.Reply<ChangeAnswer>() {
                @Override
                public void answered(ChangeAnswer answer) {
                  told.accept(Outcome.done(answer.getGlobalVersion()));
                }

                @Override
                public void failed(StatusRuntimeException failure, Departure departure) {
                  told.accept(Outcome.refused(GrpcRefusals.ofWrite(failure, departure)));
                }
              });
    } catch (IllegalStateException closing) {
      told.accept(Outcome.refused(stopping()));
    }
  }

  /** The newest copy that the next of them has; empty if it is the known version. */
  public CompletableFuture<Outcome<Optional<GlobalDirectoryState>>> mirror(long known) {
    CompletableFuture<Outcome<Optional<GlobalDirectoryState>>> result = new CompletableFuture<>();
    try {
      UnaryCall<?, ?> unused =
          UnaryCall.send(
              channels.to(voters.get(next())),
              DirectoriesGrpc.getMirrorMethod(),
              MirrorRequest.newBuilder().setKnownVersion(known).build(),
              TIMEOUT,
              new UnaryCall.Reply<MirrorAnswer>() {
                @Override
                public void answered(MirrorAnswer answer) {
                  result.complete(state(answer));
                }

                @Override
                public void failed(StatusRuntimeException failure, Departure departure) {
                  int unused = skip();
                  result.complete(Outcome.refused(GrpcRefusals.ofRead(failure)));
                }
              });
    } catch (IllegalStateException closing) {
      result.complete(Outcome.refused(stopping()));
    }
    return result;
  }

  private static Outcome<Optional<GlobalDirectoryState>> state(MirrorAnswer answer) {
    if (answer.getState().isEmpty()) {
      return Outcome.done(Optional.empty());
    }
    try {
      return Outcome.done(Optional.of(STATES.decode(Bytes.wrap(answer.getState().toByteArray()))));
    } catch (FormatException unreadable) {
      return Outcome.refused(
          Refusal.of(RefusalCode.NEWER_FORMAT, String.valueOf(unreadable.getMessage())));
    }
  }

  private int next() {
    return Math.floorMod(favourite.get(), voters.size());
  }

  private int skip() {
    return Math.floorMod(favourite.incrementAndGet(), voters.size());
  }

  private static Refusal stopping() {
    return Refusal.later(RefusalCode.NOT_READY, "the controller is stopping", Duration.ZERO);
  }
}
