package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.told.Drawn;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A session sees what it did and saw, wherever it asks. */
class SessionsTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongHistory_isRejected(String name, String expected, List<Long> shown, String lines) {
    Verdict verdict = judged(Told.history(lines));

    assertThat(Verdicts.breaches(verdict)).isEqualTo(Verdicts.breaches(expected));
    assertThat(Verdicts.shown(verdict)).isEqualTo(shown);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(wrongFirst(), wrongNext(), wrongLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> wrongFirst() {
    return Stream.of(
        wrong(
            "its own write is not there",
            "OWN_WRITE_UNSEEN",
            List.of(0L, 1L),
            """
            0..10  p1/s put x=a v1
            20..30 p1/s get:session x none
            """),
        wrong(
            "an older write is there instead",
            "OWN_WRITE_UNSEEN",
            List.of(1L, 2L),
            """
            0..10  p2   put x=a v1
            20..30 p1/s put x=b v2
            40..50 p1/s get:session x=a v1
            """),
        wrong(
            "its own deletion is not seen",
            "OWN_WRITE_UNSEEN",
            List.of(1L, 2L),
            """
            0..10  p2   put x=a v1
            20..30 p1/s del x v2
            40..50 p1/s get:session x=a v1
            """),
        wrong(
            "its own write is not seen by another process of the session",
            "OWN_WRITE_UNSEEN",
            List.of(0L, 1L),
            """
            0..10  p1/s put x=a v5
            20..30 p2/s get:session x=b v4
            15..16 p3   put x=b v4
            """));
  }

  private static Stream<Arguments> wrongNext() {
    return Stream.of(
        wrong(
            "its own conditional write is not seen",
            "OWN_WRITE_UNSEEN",
            List.of(1L, 2L),
            """
            0..10  p2   put x=a v1
            20..30 p1/s cas x=b if v1 v2
            40..50 p1/s get:session x=a v1
            """),
        wrong(
            "a read goes back",
            "READ_WENT_BACK",
            List.of(2L, 3L),
            """
            0..10  p1   put x=a v1
            20..30 p1   put x=b v2
            40..50 p2/s get:session x=b v2
            60..70 p2/s get:session x=a v1
            """),
        wrong(
            "a read goes back to nothing",
            "READ_WENT_BACK",
            List.of(1L, 2L),
            """
            0..10  p1   put x=a v1
            40..50 p2/s get:session x=a v1
            60..70 p2/s get:session x none
            """),
        wrong(
            "a read goes back, versions untold",
            "READ_WENT_BACK",
            List.of(2L, 3L),
            """
            0..10  p1   put x=a v1
            20..30 p1   put x=b v2
            40..50 p2/s get:session x=b
            60..70 p2/s get:session x=a
            """));
  }

  private static Stream<Arguments> wrongLast() {
    return Stream.of(
        wrong(
            "a read goes back behind a deletion that it saw",
            "READ_WENT_BACK",
            List.of(2L, 3L),
            """
            0..10  p1   put x=a v1
            20..30 p1   del x v2
            40..50 p2/s get:session x deleted v2
            60..70 p2/s get:session x=a v1
            """),
        wrong(
            "siblings go away that were seen",
            "READ_WENT_BACK",
            List.of(2L, 3L),
            """
            0..10  p1   put x=a v1
            0..10  p2   put x=b v2@2
            40..50 p3/s get:session x=a,b v1,v2@2
            60..70 p3/s get:session x=a v1
            """),
        wrong(
            "its later write has a lesser version",
            "WRITES_OUT_OF_ORDER",
            List.of(0L, 1L),
            """
            0..10  p1/s put x=a v5
            20..30 p1/s put x=b v4@2
            """),
        wrong(
            "its write is before what it had read",
            "WRITE_BEFORE_ITS_CAUSE",
            List.of(1L, 2L),
            """
            0..10  p2   put x=a v5
            20..30 p1/s get:session x=a v5
            40..50 p1/s put x=b v4@2
            """));
  }

  private static Arguments wrong(String name, String expected, List<Long> shown, String lines) {
    return Arguments.of(name, expected, shown, lines);
  }

  @Test
  void whatMayBe_isAccepted() {
    Verdicts.passes(
        judged(
            Told.history(
                """
                0..10  p1/s put x=a v1
                0..10  p2/t get:session x none
                20..30 p1/s put x=b v2
                20..30 p2/t get:session x=a v1
                40..50 p1/s get:eventual x=a v1
                40..50 p1   get:session x=a v1
                40..90 p1/s put x=c v3
                50..60 p2/s get:session x=b v2
                95..99 p1/s del x v4
                100..110 p1/s get:session x none
                """)));
  }

  @Test
  void nothingInSessions_isInconclusive() {
    assertThat(judged(Told.history("0..10 p1 put x=a v1")))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  /** What is linearizable keeps every session's promises. */
  @ForSeeds(200)
  void drawnHistory_isAccepted(long seed) {
    Drawn.Shape shape = new Drawn.Shape(4, 100, 2, 10, 5, /* versioned= */ true);

    Verdicts.passes(Sessions.check(Drawn.registers(seed, shape), Set.of(Level.STRONG)));
  }

  private static Verdict judged(History history) {
    return Sessions.check(history, Set.of(Level.SESSION));
  }
}
