package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.TwoRegions.ASIA;
import static dev.isochrone.zone.TwoRegions.EU;
import static dev.isochrone.zone.TwoRegions.NEIGHBOUR;
import static dev.isochrone.zone.TwoRegions.endpoint;
import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.DELHI;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static dev.isochrone.zone.gateway.GatewayFixture.routedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where requests are served: here, on another node, or nowhere. */
class GatewayRoutesTest {
  private GatewayFixture node;

  @BeforeEach
  void open() throws IOException {
    node = GatewayFixture.open();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void unknownTable_unfitKey_andKeyWithoutAHome_areRefused_forGood() {
    WriteRequest nowhere =
        WriteRequest.of(
            header(),
            TableName.parse("none"),
            new KeyForm.Text(LYON),
            Optional.of(CITY),
            Condition.None.NONE);

    assertThat(refusal(node.gateway.write(nowhere, LIMIT)).code())
        .isEqualTo(RefusalCode.NO_SUCH_TABLE);
    assertThat(refusal(node.write("FR", header())).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(node.write("FR/x", header())).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(node.write("XX/1", header())).code()).isEqualTo(RefusalCode.NO_HOME);
    assertThat(refusal(node.read("XX/1", Consistency.EVENTUAL, header())).code())
        .isEqualTo(RefusalCode.NO_HOME);
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void rowOfAnotherRegion_isForwardedThere() {
    done(node.write(DELHI, header()));
    done(node.read(DELHI, Consistency.STRONG, header()));

    assertThat(node.onward.sent)
        .containsExactly(new Onward.Target(ASIA, 0), new Onward.Target(ASIA, 0));
  }

  @Test
  void rowOfAnotherRegion_notToBeForwarded_isRefused_andTheHomeNamed() {
    Refusal write = refusal(node.write(DELHI, header().withoutForwarding()));
    Refusal read = refusal(node.read(DELHI, Consistency.STRONG, header().withoutForwarding()));

    assertThat(List.of(write, read))
        .allSatisfy(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_HOME);
              assertThat(refusal.region()).contains(ASIA);
              assertThat(refusal.homeEpoch()).isEqualTo(1);
            });
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void follower_forwardsToTheLeader_orNamesIt() {
    node.group.leads = false;
    node.group.leader = Optional.of(new MemberId(NEIGHBOUR.name()));

    done(node.write(LYON, header()));
    assertThat(node.onward.sent).containsExactly(new Onward.Target(EU, 0));

    Refusal refusal = refusal(node.write(LYON, header().withoutForwarding()));
    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(refusal.endpoint()).contains(endpoint(NEIGHBOUR, 7410));
    assertThat(refusal(node.read(LYON, Consistency.STRONG, header().withoutForwarding())).code())
        .isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(node.onward.sent).hasSize(1);
  }

  @Test
  void withoutAKnownLeader_thereIsNobodyToName() {
    node.group.leads = false;

    Refusal refusal = refusal(node.write(LYON, header().withoutForwarding()));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NO_LEADER);
    assertThat(refusal.retryAfter()).isPositive();
  }

  @Test
  void homeFoundByAnotherTruth_isRefused_beforeItIsForwarded() {
    for (RequestHeader.RoutedBy other :
        List.of(new RequestHeader.RoutedBy(2, 1), new RequestHeader.RoutedBy(1, 2))) {
      assertThat(refusal(node.write(LYON, routedBy(other))).code())
          .isEqualTo(RefusalCode.RULE_CHANGED);
      assertThat(refusal(node.write(DELHI, routedBy(other))).code())
          .isEqualTo(RefusalCode.RULE_CHANGED);
    }
    assertThat(node.onward.sent).isEmpty();

    done(node.write(LYON, routedBy(new RequestHeader.RoutedBy(1, 1))));
  }
}
