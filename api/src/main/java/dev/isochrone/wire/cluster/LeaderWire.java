package dev.isochrone.wire.cluster;

import dev.isochrone.api.v1.TransferAnswer;
import dev.isochrone.api.v1.TransferRequest;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.FieldPath;

/** What operators say about leaders, on the wire. */
public final class LeaderWire {
  private LeaderWire() {}

  public static TransferRequest toProto(LeaderOrder order) {
    return TransferRequest.newBuilder()
        .setRegion(order.region().name())
        .setPartition(order.partition())
        .setToNode(order.to().name())
        .build();
  }

  public static Outcome<LeaderOrder> fromProto(TransferRequest request) {
    return FieldPath.total(
        () ->
            new LeaderOrder(
                FieldPath.of("region").value(() -> new Region(request.getRegion())),
                FieldPath.of("partition").number(request.getPartition()),
                FieldPath.of("to_node").value(() -> new NodeId(request.getToNode()))));
  }

  public static TransferAnswer toProto(LeaderOrder.Result result) {
    return TransferAnswer.newBuilder()
        .setFromNode(result.from().name())
        .setHandedOver(result.handedOver())
        .build();
  }

  public static Outcome<LeaderOrder.Result> fromProto(TransferAnswer answer) {
    return FieldPath.total(
        () ->
            new LeaderOrder.Result(
                FieldPath.of("from_node").value(() -> new NodeId(answer.getFromNode())),
                answer.getHandedOver()));
  }
}
