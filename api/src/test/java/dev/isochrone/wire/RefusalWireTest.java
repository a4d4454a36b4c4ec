package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.Endpoint;
import dev.isochrone.api.v1.RefusalKind;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalWireTest {
  @ForSeeds
  void refusal_comesBackAsItWas(long seed) {
    Refusal refusal = new Samples(seed).refusal();

    assertThat(RefusalWire.fromProto(RefusalWire.toProto(refusal, "r-1"))).isEqualTo(refusal);
  }

  @Test
  void requestId_goesWithIt() {
    Refusal refusal = Refusal.of(RefusalCode.NO_HOME, "none");

    assertThat(RefusalWire.toProto(refusal, "r-1").getRequestId()).isEqualTo("r-1");
  }

  @Test
  void longMessage_isCut() {
    Refusal refusal = Refusal.of(RefusalCode.NO_HOME, "x".repeat(10_000));

    assertThat(RefusalWire.toProto(refusal, "").getMessage())
        .hasSize(Refusal.MESSAGE_CHARACTERS_MAX)
        .endsWith("...");
  }

  @Test
  void codeOfANewerRelease_isTakenAsAPlainOneOfItsKind() {
    for (RefusalKind kind : RefusalKind.values()) {
      if (kind == RefusalKind.UNRECOGNIZED || kind == RefusalKind.REFUSAL_KIND_UNSPECIFIED) {
        continue;
      }
      Refusal read =
          RefusalWire.fromProto(
              dev.isochrone.api.v1.Refusal.newBuilder().setCodeValue(999).setKind(kind).build());

      assertThat(read.kind().number()).isEqualTo(kind.getNumber());
      assertThat(read.message()).contains("999");
    }
  }

  @Test
  void refusalOfNoKnownKind_promisesNothing() {
    Refusal read =
        RefusalWire.fromProto(
            dev.isochrone.api.v1.Refusal.newBuilder().setCodeValue(999).setKindValue(9).build());

    assertThat(read.code()).isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
  }

  @Test
  void nonsenseBesideTheCode_isLeftOut() {
    Refusal read =
        RefusalWire.fromProto(
            dev.isochrone.api.v1.Refusal.newBuilder()
                .setCodeValue(100)
                .setRegion("NO REGION")
                .setHomeEpoch(-1)
                .setRetryAfterMillis(-1)
                .setEndpoint(Endpoint.newBuilder().setNode("n").setPort(70_000))
                .build());

    assertThat(read.region()).isEmpty();
    assertThat(read.endpoint()).isEmpty();
    assertThat(read.homeEpoch()).isZero();
    assertThat(read.retryAfter()).isEqualTo(Duration.ofMinutes(1));
  }
}
