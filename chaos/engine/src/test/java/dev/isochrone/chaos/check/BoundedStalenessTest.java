package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.chaos.history.Version;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A read is as fresh as it was asked to be, and as it says it is. */
class BoundedStalenessTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongHistory_isRejected(String name, String expected, List<Long> shown, String lines) {
    Verdict verdict = BoundedStaleness.check(Told.history(lines), /* toleranceNanos= */ 5);

    assertThat(Verdicts.breaches(verdict)).isEqualTo(Verdicts.breaches(expected));
    assertThat(Verdicts.shown(verdict)).isEqualTo(shown);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(wrongFirst(), wrongLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> wrongFirst() {
    return Stream.of(
        wrong(
            "older than the bound",
            "OLDER_THAN_BOUND",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            136..140 p2 get:bounded(100) x=a v1
            """),
        wrong(
            "nothing, though the bound is past",
            "OLDER_THAN_BOUND",
            List.of(0L, 1L),
            """
            0..10    p1 put x=a v1
            200..210 p2 get:bounded(100) x none
            """),
        wrong(
            "older than a bound of nothing",
            "OLDER_THAN_BOUND",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 get:bounded(0) x none
            """),
        wrong(
            "older than the bound, version untold",
            "OLDER_THAN_BOUND",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            200..210 p2 get:bounded(100) x=a
            """),
        wrong(
            "a deletion unseen within the bound",
            "OLDER_THAN_BOUND",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 del x v2
            200..210 p2 get:bounded(100) x=a v1
            """),
        wrong(
            "two writes behind, the newer of them within the bound",
            "OLDER_THAN_BOUND",
            List.of(1L, 3L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            150..190 p1 put x=c v3
            200..210 p2 get:bounded(100) x=a v1
            """));
  }

  private static Stream<Arguments> wrongLast() {
    return Stream.of(
        wrong(
            "older than it states",
            "OLDER_THAN_STATED",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            136..140 p2 get:eventual x=a v1 stale 100
            """),
        wrong(
            "states that it is not stale at all",
            "OLDER_THAN_STATED",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            136..140 p2 get:eventual x=a v1 stale 0
            """),
        wrong(
            "states less than nothing is old",
            "OLDER_THAN_STATED",
            List.of(0L, 1L),
            """
            0..10    p1 put x=a v1
            136..140 p2 get:eventual x none stale 50
            """),
        wrong(
            "within the bound, but older than it states",
            "OLDER_THAN_STATED",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            100..110 p2 get:bounded(100) x=a v1 stale 40
            """),
        wrong(
            "older than both",
            "OLDER_THAN_BOUND, OLDER_THAN_STATED",
            List.of(1L, 2L),
            """
            0..10    p1 put x=a v1
            20..30   p1 put x=b v2
            200..210 p2 get:bounded(100) x=a v1 stale 40
            """));
  }

  private static Arguments wrong(String name, String expected, List<Long> shown, String lines) {
    return Arguments.of(name, expected, shown, lines);
  }

  @Test
  void whatMayBe_isAccepted_andTheOldestIsMeasured() {
    Verdict verdict =
        BoundedStaleness.check(
            Told.history(
                """
                0..10    p1 put x=a v1
                20..30   p1 put x=b v2
                130..140 p2 get:bounded(100) x=a v1
                135..140 p2 get:bounded(100) x=a v1
                200..210 p2 get:bounded(100) x=b v2
                300..310 p2 get:eventual x=a v1
                300..310 p2 get:eventual x=a v1 stale 270
                320..330 p1 del x v3
                340..350 p2 get:bounded(0) x none
                """),
            /* toleranceNanos= */ 5);

    Verdicts.passes(verdict);
    assertThat(verdict.figures().of("stale_ns")).isEqualTo(270);
    assertThat(verdict.figures().of("bounded_reads")).isEqualTo(4);
  }

  @Test
  void noReadWithABound_isInconclusive() {
    assertThat(BoundedStaleness.check(Told.history("0..10 p1 put x=a v1"), 0))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  /** A replica that gets every write after a time, and says so; and one that says less. */
  @ForSeeds(200)
  void drawnReplica_isAccepted_ifItSaysHowFarBehindItIs_elseFound(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long behind = random.nextLong(50, 250);

    Verdicts.passes(BoundedStaleness.check(replica(behind, behind, seed), 0));
    assertThat(Verdicts.breaches(BoundedStaleness.check(replica(behind, behind - 45, seed), 0)))
        .containsExactly(Breach.OLDER_THAN_STATED);
  }

  /** Writes at every tenth instant, and reads that show the last one that is so far behind. */
  private static History replica(long behind, long stated, long seed) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Version version = version(i);
      operations.add(
          new Operation(
              2L * i,
              new Client(0, "", ""),
              "x",
              new Action.Write("value" + i),
              10L * i,
              new Ending.Ok(10L * i + 4, new Answer.Written(Optional.of(version)))));
      long asked = 10L * i + 6;
      int last = (int) Math.floorDiv(asked - behind, 10L);
      List<Cell> cells =
          last < 0
              ? List.of()
              : List.of(new Cell(Optional.of(version(last)), Optional.of("value" + last)));
      operations.add(
          new Operation(
              2L * i + 1L,
              new Client(1, "", ""),
              "x",
              new Action.Read(Level.EVENTUAL),
              asked,
              new Ending.Ok(asked + 1, new Answer.Seen(cells, OptionalLong.of(stated)))));
    }
    return new History(new Provenance("replica", seed, ""), operations, List.of());
  }

  private static Version version(int number) {
    return new Version(1, new HybridTime(number, 0), 1);
  }
}
