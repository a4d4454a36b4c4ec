package dev.isochrone.region.grpc;

import dev.isochrone.api.internal.v1.ChangeAnswer;
import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.MirrorAnswer;
import dev.isochrone.api.internal.v1.MirrorRequest;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.format.GlobalStateCodec;
import dev.isochrone.server.directory.Controllers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls to the controllers that have a vote in the global directory. Any thread; nothing waits.
 *
 * @param voters those controllers
 */
public record ControllerCalls(Controllers voters) {
  private static final GlobalStateCodec STATES = new GlobalStateCodec();

  /** Has the command applied by whoever leads; the global directory's version after it. */
  public CompletableFuture<Outcome<Long>> submit(GlobalCommand command) {
    return voters
        .led(DirectoriesGrpc.getSubmitMethod(), DirectoriesWire.submit(command))
        .thenApply(outcome -> outcome.map(ChangeAnswer::getGlobalVersion));
  }

  /** The newest copy that one of them has; empty if it is the known version. */
  public CompletableFuture<Outcome<Optional<GlobalDirectoryState>>> mirror(long known) {
    MirrorRequest request = MirrorRequest.newBuilder().setKnownVersion(known).build();
    return voters
        .any(DirectoriesGrpc.getMirrorMethod(), request)
        .thenApply(outcome -> outcome.fold(ControllerCalls::state, Outcome::refused));
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
}
