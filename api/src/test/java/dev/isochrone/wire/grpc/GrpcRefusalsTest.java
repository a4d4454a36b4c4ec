package dev.isochrone.wire.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcRefusalsTest {
  @Test
  void everyKind_hasAStatusOfItsOwn() {
    assertThat(Arrays.stream(RefusalKind.values()).map(GrpcRefusals::status))
        .extracting(Status::getCode)
        .containsExactly(
            Status.Code.FAILED_PRECONDITION,
            Status.Code.UNAVAILABLE,
            Status.Code.ABORTED,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.UNKNOWN);
  }

  @Test
  void refusal_travelsWhole_inTheTrailers() {
    Refusal refusal =
        new Refusal(
            RefusalCode.NOT_LEADER,
            "the leader is eu-2",
            Optional.of(new Region("eu-west")),
            1,
            Duration.ofMillis(5),
            Optional.of(new Endpoint(new NodeId("eu-2"), "127.0.0.1", 7_400)));

    StatusRuntimeException status = GrpcRefusals.toStatus(refusal, "r-1");

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getStatus().getDescription()).isEqualTo("the leader is eu-2");
    assertThat(status.getStackTrace()).isEmpty();
    assertThat(GrpcRefusals.ofRead(status)).isEqualTo(refusal);
    assertThat(GrpcRefusals.ofWrite(status, Departure.LEFT)).isEqualTo(refusal);
  }

  @Test
  void toolsFindTheRefusal_amongTheDetailsOfTheStatus() throws Exception {
    StatusRuntimeException refused =
        GrpcRefusals.toStatus(Refusal.of(RefusalCode.NO_HOME, "no home for XX"), "r-7");

    com.google.rpc.Status status =
        Objects.requireNonNull(StatusProto.fromThrowable(refused), "a status for tools");
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(status.getMessage()).isEqualTo("no home for XX");
    dev.isochrone.api.v1.Refusal details =
        status.getDetails(0).unpack(dev.isochrone.api.v1.Refusal.class);
    assertThat(details.getCode()).isEqualTo(dev.isochrone.api.v1.RefusalCode.NO_HOME);
    assertThat(details.getRequestId()).isEqualTo("r-7");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 300, 330, 340, 400, 10_000})
  void messageOfAnyLength_fitsIntoTrailers(int characters) {
    Metadata trailers =
        GrpcRefusals.toStatus(Refusal.of(RefusalCode.NO_HOME, "日".repeat(characters)), "")
            .getTrailers();

    int bytes = 3 * 3 * Math.min(characters, Refusal.MESSAGE_CHARACTERS_MAX);
    for (String key : trailers.keys()) {
      byte[] value = trailers.get(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
      bytes += Objects.requireNonNull(value, key).length * 4 / 3;
    }
    assertThat(bytes).isLessThan(8 << 10);
  }

  /** Description and details both hold the message; a caller with gRPC's defaults takes 8 KiB. */
  @Test
  void longestMessage_fitsIntoTrailers() {
    StatusRuntimeException status =
        GrpcRefusals.toStatus(Refusal.of(RefusalCode.NO_HOME, "日".repeat(10_000)), "");

    int description = 3 * 3 * String.valueOf(status.getStatus().getDescription()).length();
    int details =
        Optional.ofNullable(status.getTrailers().get(GrpcRefusals.DETAILS)).orElseThrow().length;
    assertThat(description + details * 4 / 3).isLessThan(8 << 10);
  }

  @Test
  void writeWithoutDetails_isUnknown_whateverTheStatus() {
    for (Status.Code code : Status.Code.values()) {
      if (code == Status.Code.OK || code == Status.Code.UNIMPLEMENTED) {
        continue;
      }
      assertThat(GrpcRefusals.ofWrite(code.toStatus().asRuntimeException(), Departure.LEFT).code())
          .as("%s", code)
          .isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void writeThatNeverLeft_mayBeAskedOfAnother() {
    StatusRuntimeException failure = Status.DEADLINE_EXCEEDED.asRuntimeException();

    assertThat(GrpcRefusals.ofWrite(failure, Departure.NEVER_LEFT).code())
        .isEqualTo(RefusalCode.HOME_UNREACHABLE);
  }

  @Test
  void writeThatNoServerKnows_hadNoEffect() {
    StatusRuntimeException failure = Status.UNIMPLEMENTED.asRuntimeException();

    assertThat(GrpcRefusals.ofWrite(failure, Departure.LEFT).code())
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  @Test
  void readWithoutDetails_mayBeAskedOfAnother() {
    assertThat(GrpcRefusals.ofRead(Status.UNAVAILABLE.asRuntimeException()).code())
        .isEqualTo(RefusalCode.HOME_UNREACHABLE);
    assertThat(GrpcRefusals.ofRead(Status.UNIMPLEMENTED.asRuntimeException()).code())
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  @Test
  void detailsThatAreNone_countAsNone() {
    Metadata trailers = new Metadata();
    trailers.put(GrpcRefusals.DETAILS, new byte[] {1, 2, 3});
    StatusRuntimeException failure = new StatusRuntimeException(Status.UNAVAILABLE, trailers);

    assertThat(GrpcRefusals.ofWrite(failure, Departure.LEFT).code())
        .isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
  }
}
