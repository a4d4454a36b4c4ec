package dev.isochrone.replication.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.isochrone.api.internal.v1.DeliverAnswer;
import dev.isochrone.api.internal.v1.DeliverRequest;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.BatchInspection;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import java.util.Optional;

/** Between {@code Deliver}'s messages and their values. */
final class DeliveryWire {
  /**
   * What goes to one partition of a region.
   *
   * @param part empty: only to ask what is applied there
   */
  record Delivery(int partition, OriginPartition origin, Optional<ChangeBatch> part) {}

  private DeliveryWire() {}

  static DeliverRequest toProto(Delivery delivery, LinkTarget region, long layoutVersion) {
    DeliverRequest.Builder request =
        DeliverRequest.newBuilder()
            .setClusterId(region.cluster().hex())
            .setRegion(region.self().region().name())
            .setRegionOrigin(region.self().origin().number())
            .setLayoutVersion(layoutVersion)
            .setPartition(delivery.partition())
            .setOrigin(delivery.origin().origin().number())
            .setOriginPartition(delivery.origin().partition());
    delivery
        .part()
        .map(part -> UnsafeByteOperations.unsafeWrap(ChangeBatchCodec.encode(part).shared()))
        .ifPresent(request::setPart);
    return request.build();
  }

  /** What is to be delivered, inspected; or why it is not for this node. */
  static Outcome<Delivery> fromProto(
      DeliverRequest request, LinkTarget here, long layoutVersion, BatchInspection inspection) {
    try {
      boolean meant =
          new ClusterId(request.getClusterId()).equals(here.cluster())
              && new Region(request.getRegion()).equals(here.self().region())
              && new Origin(request.getRegionOrigin()).equals(here.self().origin());
      if (!meant) {
        return refused(RefusalCode.WRONG_CLUSTER, "this is " + here.self());
      }
      if (request.getLayoutVersion() != layoutVersion) {
        return refused(RefusalCode.NOT_READY, "another layout is in force here");
      }
      OriginPartition origin =
          new OriginPartition(new Origin(request.getOrigin()), request.getOriginPartition());
      Delivery question = new Delivery(request.getPartition(), origin, Optional.empty());
      return request.getPart().isEmpty()
          ? Outcome.done(question)
          : inspection
              .inspect(Bytes.wrap(request.getPart().toByteArray()))
              .fold(part -> with(question, part), Outcome::refused);
    } catch (IllegalArgumentException unfit) {
      return refused(RefusalCode.INVALID_REQUEST, "delivery: " + unfit.getMessage());
    }
  }

  private static Outcome<Delivery> with(Delivery question, ChangeBatch part) {
    return part.source().origin().equals(question.origin())
        ? Outcome.done(new Delivery(question.partition(), question.origin(), Optional.of(part)))
        : refused(RefusalCode.INVALID_REQUEST, "delivery: a part of another origin partition");
  }

  static DeliverAnswer toProto(Inbox.Applied applied) {
    return DeliverAnswer.newBuilder()
        .setAppliedSequence(applied.cursor())
        .setFrontier(applied.frontier().packed())
        .build();
  }

  static Outcome<Inbox.Applied> fromProto(DeliverAnswer answer) {
    return answer.getAppliedSequence() < 0 || answer.getFrontier() < 0
        ? refused(RefusalCode.NOT_READY, "the partition's answer makes no sense")
        : Outcome.done(
            new Inbox.Applied(answer.getAppliedSequence(), new HlcTimestamp(answer.getFrontier())));
  }

  private static <T> Outcome<T> refused(RefusalCode code, String message) {
    return Outcome.refused(Refusal.of(code, message));
  }
}
