package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.TwoRegions.ASIA;
import static dev.isochrone.zone.TwoRegions.CITIES;
import static dev.isochrone.zone.TwoRegions.EU;
import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.DELHI;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.closedIn;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a read comes to, at each consistency. */
class GatewayReadsTest {
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
  void deletedRow_isAbsent_andItsVersionSaid() {
    done(node.write(LYON, header()));
    WriteRequest delete =
        WriteRequest.of(
            header(), CITIES, new KeyForm.Text(LYON), Optional.empty(), Condition.None.NONE);
    Version deleted = done(node.gateway.write(delete, LIMIT)).header().version().orElseThrow();

    ReadAnswer read = done(node.read(LYON, Consistency.EVENTUAL, header()));

    assertThat(read.document()).isEmpty();
    assertThat(read.header().version()).contains(deleted);
  }

  @Test
  void readOfSeveralRegions_isNotSupported() {
    assertThat(refusal(node.read(LYON, Consistency.REGIONS, header())).code())
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  @Test
  void consistencyNotSaid_isStrong_whereRowsHaveAHome() {
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(
            refusal(
                    node.gateway.read(
                        new ReadRequest(header(), CITIES, new KeyForm.Text(LYON), Optional.empty()),
                        LIMIT))
                .code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
  }

  @Test
  void regionStrongRead_ofARowAtHomeHere_isAsAStrongOne() {
    done(node.write(LYON, header()));
    node.wall += 700;

    ReadAnswer read = done(node.read(LYON, Consistency.REGION_STRONG, header()));
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(read.document()).contains(CITY);
    assertThat(read.header().staleness()).contains(Duration.ZERO);
    assertThat(refusal(node.read(LYON, Consistency.REGION_STRONG, header())).code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
  }

  @Test
  void regionStrongRead_ofAnotherRegionsRow_isServedHere_withTheAgeOfWhatArrived() {
    node.replica.receive(closedIn(new Origin(2), node.wall - 50)).join();
    node.wall += 200;

    ReadAnswer read = done(node.read(DELHI, Consistency.REGION_STRONG, header()));

    assertThat(read.header().staleness()).contains(Duration.ofMillis(250));
    assertThat(read.header().home().region()).isEqualTo(ASIA);
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void regionStrongRead_whereAnotherNodeLeads_goesToItInThisRegion() {
    node.group.leads = false;

    done(node.read(DELHI, Consistency.REGION_STRONG, header()));

    assertThat(node.onward.sent).containsExactly(new Onward.Target(EU, 0));
    assertThat(
            refusal(node.read(DELHI, Consistency.REGION_STRONG, header().withoutForwarding()))
                .code())
        .isEqualTo(RefusalCode.NO_LEADER);
  }

  @Test
  void strongRead_thatNoMajorityConfirms_isRefused() {
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(refusal(node.read(LYON, Consistency.STRONG, header())).code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
  }

  @Test
  void eventualRead_isServedByAFollower_withTheAgeOfItsView() {
    done(node.write(LYON, header()));
    node.group.leads = false;
    node.wall += 700;

    ReadAnswer read = done(node.read(LYON, Consistency.EVENTUAL, header().withoutForwarding()));

    assertThat(read.document()).contains(CITY);
    assertThat(read.header().staleness()).contains(Duration.ofMillis(700));
  }

  @Test
  void eventualRead_ofAnotherRegionsRow_saysHowOldItsViewOfThatRegionIs() {
    assertThat(done(node.read(DELHI, Consistency.EVENTUAL, header())).header().staleness())
        .isEmpty();

    node.replica.receive(closedIn(new Origin(2), node.wall - 50)).join();
    node.wall += 200;

    ReadAnswer read = done(node.read(DELHI, Consistency.EVENTUAL, header()));
    assertThat(read.header().staleness()).contains(Duration.ofMillis(250));
    assertThat(read.document()).isEmpty();
    assertThat(read.header().home().region()).isEqualTo(ASIA);
    assertThat(read.header().leader()).isEmpty();
  }
}
