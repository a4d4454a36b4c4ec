package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.batch;
import static dev.isochrone.zone.gateway.GatewayFixture.delete;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.inSession;
import static dev.isochrone.zone.gateway.GatewayFixture.put;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.WriteRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are written together, and writes that are sent twice. */
class GatewayBatchesTest {
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
  void batch_ofOnePartitionKey_isOneWrite_underOneVersion() {
    WriteRequest batch = batch(header(), put("FR/1"), put("FR/2"), delete("FR/3"));

    Version version = done(node.gateway.write(batch, LIMIT)).header().version().orElseThrow();

    for (String key : List.of("FR/1", "FR/2", "FR/3")) {
      assertThat(done(node.read(key, Consistency.STRONG, header())).header().version())
          .contains(version);
    }
  }

  @Test
  void batch_withOneUnmetCondition_hasNoEffect_andSaysWhichItWas() {
    done(node.write("FR/2", header()));
    WriteRequest batch =
        batch(
            header(),
            put("FR/1"),
            new RowWrite(new KeyForm.Text("FR/2"), Optional.of(CITY), Condition.Absent.ABSENT));

    Refusal refusal = refusal(node.gateway.write(batch, LIMIT));

    assertThat(refusal.code()).isEqualTo(RefusalCode.CONDITION_FAILED);
    assertThat(refusal.message()).startsWith("row[1]");
    assertThat(refusal.current().orElseThrow().document()).contains(CITY);
    assertThat(done(node.read("FR/1", Consistency.STRONG, header())).document()).isEmpty();
  }

  @Test
  void batch_ofSeveralPartitionKeys_orOfOneRowTwice_orWithABadRow_isRefused_whichIsNamed() {
    // One partition, one home, and perhaps one slot: none of that makes them one partition key.
    Refusal keys = refusal(node.gateway.write(batch(header(), put("FR/1"), put("BE/1")), LIMIT));
    Refusal twice =
        refusal(node.gateway.write(batch(header(), put("FR/1"), put("FR/2"), put("FR/1")), LIMIT));
    Refusal bad = refusal(node.gateway.write(batch(header(), put("FR/1"), put("FR/x")), LIMIT));

    assertThat(keys.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(keys.message()).startsWith("row[1]").contains("partition key");
    assertThat(twice.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(twice.message()).startsWith("row[2]");
    assertThat(bad.code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(bad.message()).startsWith("row[1]");
  }

  @Test
  void writeRepeatedInItsSession_takesEffectOnce() {
    SessionOpening opening = node.opened();
    RequestHeader first = inSession(opening, 1);
    Version version = done(node.write(LYON, first)).header().version().orElseThrow();
    Version second = done(node.write(LYON, header())).header().version().orElseThrow();

    assertThat(done(node.write(LYON, first)).header().version()).contains(version);
    assertThat(done(node.read(LYON, Consistency.STRONG, header())).header().version())
        .contains(second);
    assertThat(refusal(node.write("FR/2", first)).code()).isEqualTo(RefusalCode.SEQUENCE_REUSED);
  }

  @Test
  void session_hasAnIdOfItsOwn_andTheNodesTime() {
    SessionOpening one = node.opened();
    SessionOpening other = node.opened();

    assertThat(one.session()).isNotZero().isNotEqualTo(other.session());
    assertThat(one.opened().millis()).isEqualTo(node.wall);
    assertThat(one.header().requestId()).isEqualTo("r-1");
    node.wall -= 10_000;
    assertThat(node.gateway.openSession(header()).fold(done -> null, Refusal::code))
        .isEqualTo(RefusalCode.CLOCK_STALLED);
  }
}
