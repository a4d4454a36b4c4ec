package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.check.linear.LinearLimits;
import dev.isochrone.chaos.check.linear.Linearizability;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.told.Drawn;
import dev.isochrone.chaos.told.Spoiled;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions follow real time, or the two operations are named that show that they do not. */
class StrongReadsTest {
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
            "a read is older than an acknowledged write",
            "STALE_READ",
            List.of(1L, 2L),
            """
            0..10  p1 put x=a v1
            20..30 p1 put x=b v2
            40..50 p2 get x=a v1
            """),
        wrong(
            "a read goes back behind another read",
            "STALE_READ",
            List.of(2L, 3L),
            """
            0..10  p1 put x=a v1
            20..99 p1 put x=b v2
            30..40 p2 get x=b v2
            50..60 p3 get x=a v1
            """),
        wrong(
            "a read shows nothing after an acknowledged write",
            "STALE_READ",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 get x none
            """),
        wrong(
            "a read shows nothing before the deletion was asked",
            "STALE_READ",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 get x none
            40..50 p1 del x v2
            """),
        wrong(
            "a read shows nothing, though a write came after the deletion",
            "STALE_READ",
            List.of(2L, 3L),
            """
            0..10  p1 put x=a v1
            20..30 p1 del x v2
            40..50 p1 put x=b v3
            60..70 p2 get x none
            """));
  }

  private static Stream<Arguments> wrongNext() {
    return Stream.of(
        wrong(
            "a read without a version shows the old value",
            "STALE_READ",
            List.of(1L, 2L),
            """
            0..10  p1 put x=a v1
            20..30 p1 put x=b v2
            40..50 p2 get x=a
            """),
        wrong(
            "a leased read is stale too",
            "STALE_READ",
            List.of(1L, 2L),
            """
            0..10  p1 put x=a v1
            20..30 p1 put x=b v2
            40..50 p2 get:leased x=a v1
            """),
        wrong(
            "a read of the future",
            "READ_OF_THE_FUTURE",
            List.of(1L, 0L),
            """
            0..10  p1 get x=a v1
            20..30 p2 put x=a v1
            """),
        wrong(
            "a read of what nobody wrote",
            "READ_OF_NOBODY",
            List.of(1L),
            """
            0..10  p1 put x=a v1
            20..30 p1 get x=z v2
            """),
        wrong(
            "a read of a refused write",
            "READ_OF_NOBODY",
            List.of(0L, 1L),
            """
            0..!10 p1 put x=a
            20..30 p1 get x=a v1
            """),
        wrong(
            "a read of a deletion that nobody asked for",
            "READ_OF_NOBODY",
            List.of(1L),
            """
            0..10  p1 put x=a v1
            20..30 p1 get x deleted v2
            """));
  }

  private static Stream<Arguments> wrongLast() {
    return Stream.of(
        wrong(
            "a later write has a lesser version",
            "VERSION_WENT_BACK",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v5
            20..30 p2 put x=b v4
            """),
        wrong(
            "two writes have one version",
            "VERSION_TWICE",
            List.of(0L, 1L),
            """
            0..30  p1 put x=a v1
            0..30  p2 put x=b v1
            """),
        wrong(
            "two reads show two values under one version",
            "VERSION_TWICE",
            List.of(2L, 3L),
            """
            0..?   p1 put x=a
            0..?   p2 put x=b
            10..20 p3 get x=a v1
            10..20 p4 get x=b v1
            """),
        wrong(
            "one unknown write took effect twice",
            "WRITE_TWICE",
            List.of(1L, 2L),
            """
            0..?   p1 put x=a
            10..20 p2 get x=a v1
            30..40 p2 get x=a v2
            """),
        wrong(
            "a write is read under another version than it was told",
            "WRITE_TWICE",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 get x=a v2
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
                0..10   p1 put x=a v1
                10..20  p2 get x none
                20..30  p1 del x v2
                40..50  p2 get x deleted v2
                40..50  p2 get x none
                60..?   p1 put x=b
                70..80  p2 get x none
                90..95  p2 get x=b v3
                96..99  p3 get:eventual x=a v1
                """)));
  }

  @Test
  void untoldVersions_areCounted() {
    Verdict verdict =
        judged(
            Told.history(
                """
                0..10   p1 put x=a
                20..30  p2 get x=a
                """));

    assertThat(verdict.figures().of("untold")).isEqualTo(1);
  }

  @ForSeeds(300)
  void drawnHistory_isAccepted_andWhatIsRejected_isNotLinearizableEither(long seed) {
    Drawn.Shape shape = new Drawn.Shape(4, 60, 2, 10, 5, /* versioned= */ true);
    History history = Drawn.registers(seed, shape);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    History spoiled = Spoiled.of(history, random);

    Verdicts.passes(judged(history));
    if (judged(spoiled) instanceof Verdict.Failed) {
      assertThat(Linearizability.ofRegisters(spoiled, LinearLimits.DEFAULT))
          .isInstanceOf(Verdict.Failed.class);
    }
  }

  private static Verdict judged(History history) {
    return StrongReads.check(history, Set.of(Level.STRONG, Level.LEASED));
  }
}
