package dev.isochrone.server.directory;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.FetchAnswer;
import dev.isochrone.api.internal.v1.FetchRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.grpc.Address;
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

/**
 * A region's controllers: each question goes to the one that answered last, and after a failure to
 * the next. Any thread; nothing waits.
 */
public final class ControllerSource implements DirectorySource {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Channels channels;
  private final List<Address> controllers;
  private final AtomicInteger favourite = new AtomicInteger();

  /**
   * These controllers.
   *
   * @param controllers their ports for servers; at least one
   */
  public ControllerSource(Channels channels, List<Address> controllers) {
    this.channels = channels;
    this.controllers = List.copyOf(controllers);
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException("no controller to ask");
    }
  }

  @Override
  public CompletableFuture<Outcome<Optional<DirectoryCopy>>> fetch(Optional<DirectoryCopy> known) {
    FetchRequest.Builder request = FetchRequest.newBuilder();
    known.ifPresent(
        copy ->
            request
                .setClusterId(copy.directory().cluster().id().hex())
                .setKnownGlobal(copy.globalVersion())
                .setKnownRegion(copy.regionVersion()));
    CompletableFuture<Outcome<Optional<DirectoryCopy>>> result = new CompletableFuture<>();
    Address controller = controllers.get(Math.floorMod(favourite.get(), controllers.size()));
    try {
      UnaryCall<?, ?> unused =
          UnaryCall.send(
              channels.to(controller),
              DirectoriesGrpc.getFetchMethod(),
              request.build(),
              TIMEOUT,
              new Answer(result));
    } catch (IllegalStateException closed) {
      result.complete(
          Outcome.refused(
              Refusal.later(RefusalCode.NOT_READY, "this node is stopping", Duration.ZERO)));
    }
    return result;
  }

  private final class Answer implements UnaryCall.Reply<FetchAnswer> {
    private final CompletableFuture<Outcome<Optional<DirectoryCopy>>> result;

    Answer(CompletableFuture<Outcome<Optional<DirectoryCopy>>> result) {
      this.result = result;
    }

    @Override
    public void answered(FetchAnswer answer) {
      result.complete(DirectoryCopyWire.fromProto(answer));
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      int unused = favourite.incrementAndGet();
      result.complete(Outcome.refused(GrpcRefusals.ofRead(failure)));
    }
  }
}
