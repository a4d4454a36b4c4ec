package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.bytes.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge passes what may be, and sees each thing that must not. */
class JudgeTest {
  private static final History HISTORY =
      new History(
          List.of(
              new History.Write("kept", 1, Fate.ACKNOWLEDGED),
              new History.Write("refused", 2, Fate.REFUSED),
              new History.Write("unknown", 3, Fate.UNKNOWN)),
          List.of(
              new History.Increment("counter", Fate.ACKNOWLEDGED),
              new History.Increment("counter", Fate.ACKNOWLEDGED),
              new History.Increment("counter", Fate.REFUSED),
              new History.Increment("counter", Fate.UNKNOWN)));

  @Test
  void everythingAsTold_isInOrder_whetherTheUnknownHappenedOrNot() {
    assertThat(judged(Map.of("kept", 1L, "counter", 2L))).isEmpty();
    assertThat(judged(Map.of("kept", 1L, "unknown", 3L, "counter", 3L))).isEmpty();
  }

  @Test
  void acknowledgedWrite_missingOrOfAnotherValue_isSeen() {
    assertThat(judged(Map.of("counter", 2L))).singleElement().asString().contains("kept");
    assertThat(judged(Map.of("kept", 7L, "counter", 2L)))
        .singleElement()
        .asString()
        .contains("found 7");
  }

  @Test
  void refusedWrite_thatIsThere_isSeen() {
    assertThat(judged(Map.of("kept", 1L, "refused", 2L, "counter", 2L)))
        .singleElement()
        .asString()
        .contains("REFUSED");
  }

  @Test
  void unknownWrite_withAValueThatNobodyPut_isSeen() {
    assertThat(judged(Map.of("kept", 1L, "unknown", 4L, "counter", 2L))).hasSize(1);
  }

  @Test
  void counter_belowTheAcknowledged_isALostWrite() {
    assertThat(judged(Map.of("kept", 1L, "counter", 1L)))
        .singleElement()
        .asString()
        .contains("found 1, not 2 to 3");
    assertThat(judged(Map.of("kept", 1L))).singleElement().asString().contains("found 0");
  }

  @Test
  void counter_aboveWhatWasTried_isAWriteAppliedTwice() {
    assertThat(judged(Map.of("kept", 1L, "counter", 4L)))
        .singleElement()
        .asString()
        .contains("found 4, not 2 to 3");
  }

  @Test
  void replicas_ofOnePositionWithTwoDigests_orOfTwoPositions_areSeen() {
    Map<String, Long> values = Map.of("kept", 1L, "counter", 2L);

    assertThat(Judge.violations(HISTORY, new Found(values, List.of(at(9, 1), at(9, 2)))))
        .singleElement()
        .asString()
        .contains("differ");
    assertThat(Judge.violations(HISTORY, new Found(values, List.of(at(9, 1), at(8, 1)))))
        .hasSize(1);
    assertThat(Judge.violations(HISTORY, new Found(values, List.of(at(9, 1), at(9, 1))))).isEmpty();
  }

  @Test
  void history_withARowWrittenTwice_isNone() {
    History.Write once = new History.Write("row", 1, Fate.ACKNOWLEDGED);

    assertThatThrownBy(() -> new History(List.of(once, once), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> judged(Map<String, Long> values) {
    return Judge.violations(HISTORY, new Found(values, List.of(at(9, 1), at(9, 1))));
  }

  private static Found.Replica at(long index, int digest) {
    return new Found.Replica(new NodeId("node"), index, Bytes.wrap(new byte[] {(byte) digest}));
  }
}
