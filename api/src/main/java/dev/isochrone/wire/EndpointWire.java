package dev.isochrone.wire;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;

/** Endpoints on the wire. */
public final class EndpointWire {
  private EndpointWire() {}

  public static dev.isochrone.api.v1.Endpoint toProto(Endpoint endpoint) {
    return dev.isochrone.api.v1.Endpoint.newBuilder()
        .setNode(endpoint.node().name())
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .build();
  }

  public static Outcome<Endpoint> fromProto(dev.isochrone.api.v1.Endpoint endpoint) {
    return FieldPath.total(() -> read(endpoint, FieldPath.of("endpoint")));
  }

  /** The endpoint that stands at a place of a larger message. */
  public static Endpoint read(dev.isochrone.api.v1.Endpoint endpoint, FieldPath path)
      throws RefusedException {
    NodeId node = path.field("node").value(() -> new NodeId(endpoint.getNode()));
    return path.value(() -> new Endpoint(node, endpoint.getHost(), endpoint.getPort()));
  }
}
