package dev.isochrone.zone.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.Condition;
import dev.isochrone.api.v1.Consistency;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.WriteRequest;
import dev.isochrone.zone.tally.RequestKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKindsTest {
  private static final Condition ABSENT = Condition.newBuilder().setAbsent(true).build();

  @Test
  void operation_isOfTheKindThatItsMessageSays() {
    assertThat(kind(Operation.newBuilder().setPut(PutRequest.getDefaultInstance())))
        .isEqualTo(RequestKind.PUT);
    assertThat(kind(Operation.newBuilder().setPut(PutRequest.newBuilder().setCondition(ABSENT))))
        .isEqualTo(RequestKind.CONDITIONAL_PUT);
    assertThat(kind(Operation.newBuilder().setDelete(DeleteRequest.getDefaultInstance())))
        .isEqualTo(RequestKind.DELETE);
    assertThat(
            kind(Operation.newBuilder().setDelete(DeleteRequest.newBuilder().setCondition(ABSENT))))
        .isEqualTo(RequestKind.CONDITIONAL_DELETE);
    assertThat(kind(Operation.newBuilder().setWrite(WriteRequest.getDefaultInstance())))
        .isEqualTo(RequestKind.BATCH);
    assertThat(kind(Operation.newBuilder().setGet(GetRequest.getDefaultInstance())))
        .isEqualTo(RequestKind.GET_STRONG);
    assertThat(kind(Operation.newBuilder())).isEqualTo(RequestKind.OTHER);
  }

  @Test
  void conditionThatSaysNothing_isNone() {
    PutRequest put = PutRequest.newBuilder().setCondition(Condition.getDefaultInstance()).build();

    assertThat(kind(Operation.newBuilder().setPut(put))).isEqualTo(RequestKind.PUT);
  }

  @ParameterizedTest
  @CsvSource({
    "0,GET_STRONG",
    "1,GET_STRONG",
    "2,GET_EVENTUAL",
    "3,GET_REGION_STRONG",
    "4,GET_BOUNDED_STALENESS",
    "5,GET_SESSION",
    "6,GET_OTHER",
    "7,GET_LEASED",
    "99,GET_OTHER"
  })
  void get_isCountedByItsConsistency(int level, RequestKind kind) {
    assertThat(RequestKinds.ofGet(Consistency.newBuilder().setLevelValue(level).build()))
        .isEqualTo(kind);
  }

  private static RequestKind kind(Operation.Builder operation) {
    return RequestKinds.of(operation.build());
  }
}
