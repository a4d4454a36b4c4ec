package dev.isochrone.chaos.check.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.check.Breach;
import dev.isochrone.chaos.check.Finding;
import dev.isochrone.chaos.check.Verdict;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
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

/** The search says no to what cannot be, yes to what can, and the same as trying all orders. */
class LinearizabilityTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void registers_wrongHistory_isRejected(String name, List<Long> shown, String lines) {
    Finding finding = finding(Told.history(lines));

    assertThat(finding.breach()).isEqualTo(Breach.NOT_LINEARIZABLE);
    assertThat(finding.operations()).extracting(Operation::id).isEqualTo(shown);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(wrongFirst(), wrongNext(), wrongLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> wrongFirst() {
    return Stream.of(
        wrong(
            "an acknowledged write is lost",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p1 get x none
            """),
        wrong(
            "a stale read after a newer one",
            List.of(0L, 1L, 2L, 3L),
            """
            0..10  p1 put x=a
            20..90 p1 put x=b
            30..40 p2 get x=b
            50..60 p3 get x=a
            """),
        wrong(
            "a read of what was overwritten and acknowledged",
            List.of(0L, 1L, 2L),
            """
            0..10  p1 put x=a v1
            20..30 p1 put x=b v2
            40..50 p2 get x=a v1
            """),
        wrong(
            "a read of what nobody wrote",
            List.of(1L),
            """
            0..10  p1 put x=a v1
            20..30 p1 get x=z
            """),
        wrong(
            "a read of what is written only later",
            List.of(0L),
            """
            0..10  p1 get x=a
            20..30 p2 put x=a v1
            """),
        wrong(
            "a refused write took effect",
            List.of(1L),
            """
            0..!10 p1 put x=a
            20..30 p1 get x=a
            """));
  }

  private static Stream<Arguments> wrongNext() {
    return Stream.of(
        wrong(
            "two conditional writes on one version both took effect",
            List.of(0L, 1L, 2L),
            """
            0..10  p1 put x=a v1
            20..50 p1 cas x=b if v1 v2
            20..50 p2 cas x=c if v1 v3
            """),
        wrong(
            "a conditional write on absence took effect where there was a value",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 cas x=b if absent v2
            """),
        wrong(
            "a condition that held was said not to",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p1 cas x=b if v1 miss
            """),
        wrong(
            "two readers see two concurrent writes in two orders",
            List.of(0L, 1L, 2L, 3L, 4L, 5L),
            """
            0..99  p1 put x=a
            0..99  p2 put x=b
            10..20 p3 get x=a
            10..20 p4 get x=b
            30..40 p3 get x=b
            30..40 p4 get x=a
            """),
        wrong(
            "an unknown write was seen, and then was not",
            List.of(0L, 1L, 2L, 3L),
            """
            0..5   p1 put x=a v1
            10..?  p2 put x=b
            20..30 p3 get x=b v2
            40..50 p3 get x=a v1
            """));
  }

  private static Stream<Arguments> wrongLast() {
    return Stream.of(
        wrong(
            "a deleted value comes back",
            List.of(0L, 1L, 2L),
            """
            0..10  p1 put x=a v1
            20..30 p1 del x v2
            40..50 p2 get x=a v1
            """),
        wrong(
            "a deletion took effect before it was asked",
            List.of(0L, 1L),
            """
            0..10  p1 put x=a v1
            20..30 p2 get x none
            40..50 p1 del x v2
            """),
        wrong(
            "a key with one value shows siblings",
            List.of(2L),
            """
            0..10  p1 put x=a v1
            0..10  p2 put x=b v2
            20..30 p1 get x=a,b v1,v2
            """),
        wrong(
            "a value under the version of another",
            List.of(2L),
            """
            0..10  p1 put x=a v1
            0..10  p2 put x=b v2
            20..30 p1 get x=a v2
            """));
  }

  private static Arguments wrong(String name, List<Long> shown, String lines) {
    return Arguments.of(name, shown, lines);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("right")
  void registers_rightHistory_isAccepted(String name, String lines) {
    assertThat(judged(Told.history(lines))).isInstanceOf(Verdict.Passed.class);
  }

  static Stream<Arguments> right() {
    return Stream.of(rightFirst(), rightLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> rightFirst() {
    return Stream.of(
        Arguments.of(
            "concurrent reads see the old and the new",
            """
            0..10  p1 put x=a v1
            20..90 p1 put x=b v2
            30..40 p2 get x=a v1
            50..60 p3 get x=b v2
            """),
        Arguments.of(
            "what touches in one instant may be in any order",
            """
            0..10  p1 put x=a v1
            10..20 p2 get x none
            """),
        Arguments.of(
            "an unknown write takes effect long after",
            """
            0..?   p1 put x=b
            10..20 p2 put x=a v1
            30..40 p2 get x=a v1
            50..60 p2 get x=b v2
            """),
        Arguments.of(
            "an unknown write never takes effect",
            """
            0..?   p1 put x=b
            10..20 p2 put x=a v1
            30..40 p2 get x=a v1
            """),
        Arguments.of(
            "an unknown write is why a condition did not hold",
            """
            0..10  p1 put x=a v1
            20..?  p1 put x=b
            30..40 p2 cas x=c if v1 miss v9
            50..60 p2 cas x=d if v9 v10
            """));
  }

  private static Stream<Arguments> rightLast() {
    return Stream.of(
        Arguments.of(
            "two unknown conditional writes, one upon the other",
            """
            0..10  p1 put x=a v1
            20..?  p1 cas x=b if v1
            30..40 p2 get x=b v2
            50..?  p2 cas x=c if v2
            60..70 p3 get x=c v3
            """),
        Arguments.of(
            "deleted is absent, with the version of its deletion",
            """
            0..10  p1 put x=a v1
            20..30 p1 del x v2
            40..50 p2 get x deleted v2
            60..70 p2 cas x=b if absent v3
            """),
        Arguments.of(
            "reads of other levels promise nothing",
            """
            0..10  p1 put x=a v1
            20..30 p1 get:eventual x none
            """),
        Arguments.of(
            "keys do not wait for each other",
            """
            0..90  p1 put x=a v1
            10..20 p2 put y=b v2
            30..40 p2 get x none
            50..60 p3 get y=b v2
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSets")
  void sets_wrongHistory_isRejected(String name, String lines) {
    assertThat(Linearizability.ofSets(Told.history(lines), LinearLimits.DEFAULT))
        .isInstanceOf(Verdict.Failed.class);
  }

  static Stream<Arguments> wrongSets() {
    return Stream.of(wrongSetsFirst(), wrongSetsLast()).flatMap(some -> some);
  }

  private static Stream<Arguments> wrongSetsFirst() {
    return Stream.of(
        Arguments.of(
            "an element is lost",
            """
            0..10  p1 add s=a
            20..30 p1 see s
            """),
        Arguments.of(
            "an element goes away again",
            """
            0..90  p1 add s=a
            20..30 p2 see s=a
            40..50 p2 see s
            """),
        Arguments.of(
            "two readers see two additions in two orders",
            """
            0..90  p1 add s=a
            0..90  p2 add s=b
            20..30 p3 see s=a
            20..30 p4 see s=b
            """),
        Arguments.of(
            "an element of nobody",
            """
            0..10  p1 add s=a
            20..30 p1 see s=a,z
            """),
        Arguments.of(
            "an element before its addition",
            """
            0..10  p1 see s=a
            20..30 p2 add s=a
            """),
        Arguments.of(
            "a refused element",
            """
            0..!10 p1 add s=a
            20..30 p1 see s=a
            """));
  }

  private static Stream<Arguments> wrongSetsLast() {
    return Stream.of(
        Arguments.of(
            "an unknown element that was there and is not",
            """
            0..?   p1 add s=a
            20..30 p2 see s=a
            40..50 p2 see s
            """),
        Arguments.of(
            "the later of two without the earlier",
            """
            0..10  p1 add s=a
            20..30 p1 add s=b
            40..50 p2 see s=b
            """),
        Arguments.of(
            "two unknown ones in two orders",
            """
            0..?   p1 add s=a
            0..?   p2 add s=b
            20..30 p3 see s=a
            20..30 p4 see s=b
            """),
        Arguments.of(
            "elements of another key",
            """
            0..10  p1 add s=a
            20..30 p1 add t=b
            40..50 p2 see s=a,b
            """));
  }

  @Test
  void sets_rightHistories_areAccepted() {
    assertThat(
            Linearizability.ofSets(
                Told.history(
                    """
                    0..?   p1 add s=a
                    0..?   p1 add s=b
                    0..?   p1 add s=c
                    5..90  p2 add s=d
                    10..20 p3 see s
                    30..40 p3 see s=b,a
                    50..60 p3 see s=d,b,a
                    """),
                LinearLimits.DEFAULT))
        .isInstanceOf(Verdict.Passed.class);
  }

  @ForSeeds(4_000)
  void registers_drawnHistory_isAccepted_andSpoiled_isJudgedAsByTryingAllOrders(long seed) {
    History history = Drawn.registers(seed, Drawn.Shape.SMALL);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    History spoiled = Spoiled.of(history, random);

    assertThat(judged(history)).isInstanceOf(Verdict.Passed.class);
    assertThat(EveryOrder.exists(history.operations())).isTrue();
    assertThat(judged(spoiled) instanceof Verdict.Passed)
        .isEqualTo(EveryOrder.exists(spoiled.operations()));
  }

  @ForSeeds(100)
  void finding_ofASpoiledHistory_isSmall_andWrongByItself(long seed) {
    Drawn.Shape shape = new Drawn.Shape(5, 300, 1, 5, 5, /* versioned= */ seed % 2 == 0);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    History spoiled = Spoiled.of(Drawn.registers(seed, shape), random);

    if (judged(spoiled) instanceof Verdict.Failed failed) {
      List<Operation> shown = failed.findings().get(0).operations();
      assertThat(shown).filteredOn(Operation::isAnswered).hasSizeLessThan(12);
      assertThat(judged(spoiled.only(shown::contains))).isInstanceOf(Verdict.Failed.class);
    }
  }

  /** Spoiling must spoil something, or the comparison above compares yes with yes. */
  @Test
  void spoiledHistories_areWrongOftenEnough() {
    long wrong = 0;
    for (long seed = 1; seed <= 200; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      History spoiled = Spoiled.of(Drawn.registers(seed, Drawn.Shape.SMALL), random);
      wrong += EveryOrder.exists(spoiled.operations()) ? 0 : 1;
    }

    assertThat(wrong).isBetween(60L, 180L);
  }

  @Test
  void overBudget_isInconclusive_andNamesTheKey() {
    History history =
        Told.history(
            """
            0..99  p1 put x=a
            0..99  p2 put x=b
            0..99  p3 put x=c
            0..99  p4 put x=d
            10..20 p5 get x=c
            30..40 p5 get x=a
            50..60 p5 get x=b
            70..80 p5 get x=c
            """);

    Verdict verdict =
        Linearizability.ofRegisters(history, new LinearLimits(Set.of(Level.STRONG), 3, 0));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class,
            inconclusive -> assertThat(inconclusive.reason()).contains("[x]"));
  }

  @Test
  void nothingToJudge_isInconclusive() {
    assertThat(judged(Told.history(""))).isInstanceOf(Verdict.Inconclusive.class);
  }

  private static Finding finding(History history) {
    Verdict verdict = judged(history);
    assertThat(verdict).isInstanceOf(Verdict.Failed.class);
    List<Finding> findings = ((Verdict.Failed) verdict).findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static Verdict judged(History history) {
    return Linearizability.ofRegisters(history, LinearLimits.DEFAULT);
  }
}
