package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The longest that clients had to do without is measured, and judged by limits. */
class UnavailabilityTest {
  private static final UnavailabilityLimits LIMITS = new UnavailabilityLimits(50, 40, 0);

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongHistory_isRejected(String name, String expected, List<Long> shown, String lines) {
    Verdict verdict = Unavailability.check(Told.history(lines), key -> key, LIMITS);

    assertThat(Verdicts.breaches(verdict)).isEqualTo(Verdicts.breaches(expected));
    assertThat(Verdicts.shown(verdict)).isEqualTo(shown);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(wrongFirst(), wrongLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> wrongFirst() {
    return Stream.of(
        wrong(
            "nothing is answered for long",
            "UNAVAILABLE",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a
            30..61 p1 put x=b
            """),
        wrong(
            "refusals are no answers",
            "UNAVAILABLE",
            List.of(0L, 2L),
            """
            0..10   p1 put x=a
            30..!35 p1 put x=b
            60..70  p1 put x=c
            """),
        wrong(
            "reads that are refused are none either",
            "UNAVAILABLE",
            List.of(0L, 2L),
            """
            0..10   p1 put x=a
            30..!35 p1 get x none
            60..70  p1 put x=c
            """),
        wrong(
            "unknown outcomes are no answers",
            "UNAVAILABLE",
            List.of(0L, 2L),
            """
            0..10  p1 put x=a
            30..?  p1 put x=b
            60..70 p1 put x=c
            """),
        wrong(
            "another partition's answers do not count",
            "UNAVAILABLE",
            List.of(0L, 2L),
            """
            0..10  p1 put x=a
            20..30 p2 put y=b
            60..70 p1 put x=c
            """),
        wrong(
            "nothing is answered from the beginning on",
            "UNAVAILABLE",
            List.of(2L),
            """
            0..!10  p1 put x=a
            20..!30 p1 put x=b
            40..60  p1 put x=c
            """));
  }

  private static Stream<Arguments> wrongLast() {
    return Stream.of(
        wrong(
            "nothing is answered up to the end",
            "UNAVAILABLE",
            List.of(0L),
            """
            0..10   p1 put x=a
            20..!30 p1 put x=b
            60..!70 p1 put x=c
            """),
        wrong(
            "nothing is ever answered",
            "UNAVAILABLE",
            List.of(),
            """
            0..!10  p1 put x=a
            60..!70 p1 put x=c
            """),
        wrong(
            "one operation takes long, others go on",
            "OPERATION_TOO_LONG",
            List.of(0L),
            """
            0..41  p1 put x=a
            0..10  p2 put x=b
            20..30 p2 put x=c
            """),
        wrong(
            "one refusal takes long",
            "OPERATION_TOO_LONG",
            List.of(1L),
            """
            0..40  p1 put x=a
            0..!42 p2 put x=b
            """),
        wrong(
            "one operation takes all, and nothing else comes",
            "UNAVAILABLE, OPERATION_TOO_LONG",
            List.of(0L),
            """
            0..90  p1 put x=a
            """));
  }

  private static Arguments wrong(String name, String expected, List<Long> shown, String lines) {
    return Arguments.of(name, expected, shown, lines);
  }

  @Test
  void operationWithoutAnEnding_isRejected() {
    Operation open =
        new Operation(0, new Client(0, "", ""), "x", new Action.Write("a"), 0, Ending.Open.OPEN);
    History history = new History(new Provenance("", 0, ""), List.of(open), List.of());

    Verdict verdict = Unavailability.check(history, key -> key, LIMITS);

    assertThat(Verdicts.breaches(verdict)).containsExactly(Breach.NO_ENDING);
    assertThat(Verdicts.shown(verdict)).containsExactly(0L);
  }

  @Test
  void steadyAnswers_areAccepted_andCounted() {
    Verdict verdict =
        Unavailability.check(
            Told.history(
                """
                0..10   p1 put x=a
                5..30   p2 get x=a
                30..60  p1 put x=b
                20..!25 p3 put x=c
                61..?   p3 put x=c
                """),
            key -> key,
            LIMITS);

    Verdicts.passes(verdict);
    assertThat(verdict.figures().values())
        .containsEntry("gap_ns", 30L)
        .containsEntry("operation_ns", 30L)
        .containsEntry("answered", 3L)
        .containsEntry("refused", 1L)
        .containsEntry("unknown", 1L);
  }

  /** Held against the obvious: at each instant, how long ago the last answer was. */
  @ForSeeds(200)
  void gap_ofADrawnHistory_isThatOfLookingAtEveryInstant(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      long asked = random.nextInt(500);
      long ended = asked + random.nextInt(40);
      Ending ending =
          random.nextInt(3) > 0
              ? new Ending.Ok(ended, new Answer.Written(Optional.empty()))
              : new Ending.Failed(ended, "OVERLOADED");
      operations.add(
          new Operation(i, new Client(i, "", ""), "x", new Action.Write("v" + i), asked, ending));
    }
    History history = new History(new Provenance("", seed, ""), operations, List.of());
    long first = operations.stream().mapToLong(Operation::invokedNanos).min().orElseThrow();
    long last =
        operations.stream().mapToLong(each -> each.endedNanos().orElseThrow()).max().orElseThrow();
    long longest = 0;
    long since = first;
    for (long now = first; now <= last; now++) {
      longest = Math.max(longest, now - since);
      long instant = now;
      boolean isAnswered =
          operations.stream()
              .anyMatch(each -> each.isAnswered() && each.endedNanos().orElseThrow() == instant);
      since = isAnswered ? now : since;
    }

    Verdict verdict = Unavailability.check(history, key -> "p", UnavailabilityLimits.NONE);

    Verdicts.passes(verdict);
    assertThat(verdict.figures().of("gap_ns")).isEqualTo(longest);
  }
}
