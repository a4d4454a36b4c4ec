package dev.isochrone.replication.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.internal.v1.Acked;
import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.Welcome;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.ReceiverEffect;
import dev.isochrone.replication.SenderEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicationWireTest {
  private static final Hello HELLO =
      new Hello(
          new LinkSource(
              new ClusterId("0f".repeat(16)),
              new Region("eu-west"),
              new ChangeBatch.Source(new OriginPartition(new Origin(3), 2), 9, 4),
              new FeatureLevels(1, 2)),
          new Peer(new Region("us-east"), new Origin(5)),
          77);

  @Test
  void hello_thereAndBack_isTheSame() {
    assertThat(ReplicationWire.fromProto(ReplicationWire.toProto(HELLO).getHello()))
        .isEqualTo(Outcome.done(HELLO));
  }

  @Test
  void hello_withAFieldThatIsNone_isRefused() {
    var hello = ReplicationWire.toProto(HELLO).getHello();

    assertThat(
            List.of(
                hello.toBuilder().setClusterId("x").build(),
                hello.toBuilder().setOrigin(-1).build(),
                hello.toBuilder().setOriginRegion("").build(),
                hello.toBuilder().setOriginPartition(4).build(),
                hello.toBuilder().setPeerOrigin(0).build(),
                hello.toBuilder().setFeatureLevelMax(0).build(),
                hello.toBuilder().setLayoutVersion(-1).build()))
        .allSatisfy(
            unfit ->
                assertThat(code(ReplicationWire.fromProto(unfit)))
                    .contains(RefusalCode.INVALID_REQUEST));
  }

  @Test
  void answers_thereAndBack_areWhatTheSenderHears() {
    HlcTimestamp frontier = new HlcTimestamp(88);
    Refusal refusal =
        Refusal.notLeader(
            new Region("us-east"), Optional.of(new Endpoint(new NodeId("b"), "localhost", 7)));

    assertThat(heard(new ReceiverEffect.Welcome(77, 5, 4, 1)))
        .isEqualTo(new SenderEvent.Welcomed(77, 5, 4));
    assertThat(heard(new ReceiverEffect.Ack(77, 6, frontier)))
        .isEqualTo(new SenderEvent.Acked(77, 6, frontier));
    assertThat(heard(new ReceiverEffect.Resume(77, 6))).isEqualTo(new SenderEvent.Resumed(77, 6));
    assertThat(heard(new ReceiverEffect.Refuse(refusal)))
        .isEqualTo(new SenderEvent.Refused(77, refusal));
  }

  @Test
  void answers_thatMakeNoSense_breakTheStream() {
    assertThat(
            List.of(
                FromReceiver.getDefaultInstance(),
                FromReceiver.newBuilder().setAcked(Acked.newBuilder().setFrontier(-1)).build(),
                FromReceiver.newBuilder()
                    .setWelcome(Welcome.newBuilder().setCredits(1).setFeatureLevel(9))
                    .build()))
        .allSatisfy(
            message ->
                assertThat(ReplicationWire.fromProto(message, 77))
                    .isInstanceOf(SenderEvent.Broken.class));
  }

  private static SenderEvent heard(ReceiverEffect answer) {
    return ReplicationWire.fromProto(ReplicationWire.toProto(answer), 77);
  }

  private static Optional<RefusalCode> code(Outcome<?> outcome) {
    return outcome.fold(done -> Optional.empty(), refusal -> Optional.of(refusal.code()));
  }
}
