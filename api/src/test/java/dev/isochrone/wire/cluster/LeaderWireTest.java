package dev.isochrone.wire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.TransferAnswer;
import dev.isochrone.api.v1.TransferRequest;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import org.junit.jupiter.api.Test;

class LeaderWireTest {
  private static final LeaderOrder ORDER =
      new LeaderOrder(new Region("eu-west"), 3, new NodeId("eu-west-b"));

  @Test
  void orderAndResult_comeBackAsTheyWere() throws RefusedException {
    assertThat(LeaderWire.fromProto(LeaderWire.toProto(ORDER)).orThrow()).isEqualTo(ORDER);
    for (boolean handedOver : new boolean[] {true, false}) {
      LeaderOrder.Result result = new LeaderOrder.Result(new NodeId("eu-west-a"), handedOver);
      assertThat(LeaderWire.fromProto(LeaderWire.toProto(result)).orThrow()).isEqualTo(result);
    }
  }

  @Test
  void whatIsNoOrder_isRefused_withItsField() {
    TransferRequest good = LeaderWire.toProto(ORDER);

    assertThat(message(LeaderWire.fromProto(good.toBuilder().setRegion("").build())))
        .startsWith("region: ");
    assertThat(message(LeaderWire.fromProto(good.toBuilder().setPartition(-1).build())))
        .startsWith("partition: ");
    assertThat(message(LeaderWire.fromProto(good.toBuilder().setToNode("A b").build())))
        .startsWith("to_node: ");
    assertThat(message(LeaderWire.fromProto(TransferAnswer.getDefaultInstance())))
        .startsWith("from_node: ");
  }

  private static String message(Outcome<?> outcome) {
    return outcome.<String>fold(done -> "done", refusal -> refusal.message());
  }
}
