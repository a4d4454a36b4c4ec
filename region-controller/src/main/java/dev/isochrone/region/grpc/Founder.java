package dev.isochrone.region.grpc;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.FieldPath;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Has clusters made. Any thread; nothing waits.
 *
 * @param voters controllers with a vote in the global directory
 */
public record Founder(Controllers voters) {
  /**
   * Makes the cluster of this name, or finds it made; its id. Refused with {@code WRONG_CLUSTER}
   * where there is another; may be repeated after every other refusal.
   */
  public CompletableFuture<Outcome<ClusterId>> found(String name, List<RegionSpec> regions) {
    InitRequest.Builder request = InitRequest.newBuilder().setClusterName(name);
    regions.forEach(spec -> request.addRegion(DirectoriesWire.toProto(spec)));
    return voters
        .led(DirectoriesGrpc.getInitMethod(), request.build())
        .thenApply(
            outcome ->
                outcome.fold(
                    answer -> FieldPath.total(() -> DirectoriesWire.cluster(answer.getClusterId())),
                    Outcome::refused));
  }
}
