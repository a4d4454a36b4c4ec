package dev.isochrone.wire.cluster;

import dev.isochrone.api.v1.PartitionStatus;
import dev.isochrone.api.v1.PauseAnswer;
import dev.isochrone.api.v1.PauseRequest;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.cluster.ReplicaStatus.Behind;
import dev.isochrone.wire.cluster.ReplicaStatus.Link;
import dev.isochrone.wire.cluster.ReplicaStatus.LinkState;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Links on the wire: how they are, and what operators say to them. */
public final class LinkWire {
  private LinkWire() {}

  static PartitionStatus.LinkStatus toProto(Link link) {
    PartitionStatus.LinkStatus.Builder proto =
        PartitionStatus.LinkStatus.newBuilder()
            .setPeerRegion(link.peer().name())
            .setStateValue(number(link.state()))
            .setWhy(link.why())
            .setAcknowledgedSequence(link.acknowledged())
            .setRowsBehind(link.behind().rows())
            .setBytesBehind(link.behind().bytes())
            .setHeldBack(link.heldBack());
    link.behind().lag().ifPresent(lag -> proto.setLagMillis(lag.toMillis()));
    return proto.build();
  }

  static Link fromProto(PartitionStatus.LinkStatus link, FieldPath path) throws RefusedException {
    Optional<Duration> lag =
        link.hasLagMillis()
            ? Optional.of(Duration.ofMillis(path.field("lag_millis").number(link.getLagMillis())))
            : Optional.empty();
    Behind behind = path.value(() -> new Behind(lag, link.getRowsBehind(), link.getBytesBehind()));
    LinkState state =
        path.field("state").numbered(LinkState.values(), LinkWire::number, link.getStateValue());
    return path.value(
        () ->
            new Link(
                new Region(link.getPeerRegion()),
                state,
                link.getWhy(),
                link.getAcknowledgedSequence(),
                behind,
                link.getHeldBack()));
  }

  private static int number(LinkState state) {
    return switch (state) {
      case STREAMING -> 1;
      case WAITING -> 2;
      case PAUSED -> 3;
      case PARKED -> 4;
    };
  }

  public static PauseRequest toProto(LinkOrder order) {
    return PauseRequest.newBuilder()
        .setFromRegion(order.from().name())
        .setToRegion(order.to().name())
        .setPaused(order.paused())
        .build();
  }

  public static Outcome<LinkOrder> fromProto(PauseRequest request) {
    return FieldPath.total(
        () ->
            new LinkOrder(
                FieldPath.of("from_region").value(() -> new Region(request.getFromRegion())),
                FieldPath.of("to_region").value(() -> new Region(request.getToRegion())),
                request.getPaused()));
  }

  /** The partitions whose logs have an order. */
  public static PauseAnswer toProto(NavigableSet<Integer> partitions) {
    return PauseAnswer.newBuilder().addAllPartition(partitions).build();
  }

  public static Outcome<NavigableSet<Integer>> fromProto(PauseAnswer answer) {
    return Outcome.done(new TreeSet<>(answer.getPartitionList()));
  }
}
