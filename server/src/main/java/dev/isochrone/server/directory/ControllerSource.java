package dev.isochrone.server.directory;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.FetchRequest;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Directories as a region's controllers give them. Any thread; nothing waits.
 *
 * @param cluster that of whoever asks, where it is known before the first copy
 */
public record ControllerSource(Controllers controllers, Optional<ClusterId> cluster)
    implements DirectorySource {
  @Override
  public CompletableFuture<Outcome<Optional<DirectoryCopy>>> fetch(Optional<DirectoryCopy> known) {
    FetchRequest.Builder request = FetchRequest.newBuilder();
    cluster.ifPresent(id -> request.setClusterId(id.hex()));
    known.ifPresent(
        copy ->
            request
                .setClusterId(copy.directory().cluster().id().hex())
                .setKnownGlobal(copy.globalVersion())
                .setKnownRegion(copy.regionVersion()));
    return controllers
        .any(DirectoriesGrpc.getFetchMethod(), request.build())
        .thenApply(answer -> answer.fold(DirectoryCopyWire::fromProto, Outcome::refused));
  }
}
