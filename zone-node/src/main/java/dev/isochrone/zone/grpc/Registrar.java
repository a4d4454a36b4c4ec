package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.RegisterNodeRequest;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reports nodes to the controllers of their region. Any thread; nothing waits.
 *
 * @param controllers those of the region
 */
public record Registrar(Controllers controllers) {
  /**
   * Who reports.
   *
   * @param node with its endpoint for Raft
   * @param instance of its data directory, 32 hexadecimal digits
   * @param cluster that of the data directory, if it has been in one
   */
  public record Report(
      Region region, NodeEntry node, String instance, Optional<ClusterId> cluster) {}

  /** Reports the node; the cluster that it belongs to. */
  public CompletableFuture<Outcome<ClusterId>> register(Report report) {
    NodeEntry node = report.node();
    RegisterNodeRequest.Builder request =
        RegisterNodeRequest.newBuilder()
            .setRegion(report.region().name())
            .setInstanceId(report.instance())
            .setRaft(EndpointWire.toProto(node.raft().orElseThrow()))
            .setNode(
                dev.isochrone.api.v1.NodeEntry.newBuilder()
                    .setId(node.id().name())
                    .setZone(node.zone().name())
                    .setWeight(node.weight())
                    .setClient(EndpointWire.toProto(node.client()))
                    .setInternal(EndpointWire.toProto(node.internal())));
    report.cluster().ifPresent(id -> request.setClusterId(id.hex()));
    return controllers
        .led(DirectoriesGrpc.getRegisterNodeMethod(), request.build())
        .thenApply(
            outcome ->
                outcome.fold(
                    answer ->
                        FieldPath.total(
                            () ->
                                FieldPath.of("cluster_id")
                                    .value(() -> new ClusterId(answer.getClusterId()))),
                    Outcome::refused));
  }
}
