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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was acknowledged is there, what is there was attempted, and all of it once. */
class SetContentsTest {
  private static final String SOME =
      """
      0..10  p1 add s=acked
      0..?   p2 add s=maybe
      0..!10 p3 add s=refused
      20..30 p1 add s=other
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "an acknowledged element is lost      | ELEMENT_LOST         | other",
        "all acknowledged elements are lost   | ELEMENT_LOST         | -",
        "an unknown one took another's place  | ELEMENT_LOST         | maybe acked",
        "a refused element is there           | ELEMENT_OF_A_REFUSAL | acked other refused",
        "an element of nobody is there        | ELEMENT_OF_NOBODY    | acked other ghost",
        "an element looks almost like one     | ELEMENT_OF_NOBODY    | acked other Acked",
        "an acknowledged element is there twice | ELEMENT_TWICE      | acked other acked",
        "an unknown element is there twice    | ELEMENT_TWICE        | acked other maybe maybe",
        "an element is there three times      | ELEMENT_TWICE        | acked acked acked other",
        "a refused element is there twice     | ELEMENT_OF_A_REFUSAL, ELEMENT_TWICE | acked other refused refused",
        "one lost, one of nobody              | ELEMENT_LOST, ELEMENT_OF_NOBODY | acked othe"
      })
  void wrongEnd_isRejected(String name, String expected, String there) {
    Verdict verdict = SetContents.check(Told.history(SOME), finals(there));

    assertThat(Verdicts.breaches(verdict)).isEqualTo(Verdicts.breaches(expected));
  }

  @ParameterizedTest
  @CsvSource({"acked other", "other acked", "acked other maybe", "maybe other acked"})
  void rightEnd_isAccepted_inAnyOrder(String there) {
    Verdicts.passes(SetContents.check(Told.history(SOME), finals(there)));
  }

  @Test
  void elementOfAnotherKey_isOfNobody() {
    History history =
        Told.history(
            """
            0..10  p1 add s=a
            0..10  p1 add t=b
            """);

    assertThat(
            Verdicts.breaches(
                SetContents.check(history, Map.of("s", List.of("a", "b"), "t", List.of()))))
        .containsExactly(Breach.ELEMENT_LOST, Breach.ELEMENT_OF_NOBODY);
  }

  @Test
  void elementTwiceInAReadOnTheWay_isFound_andTheReadIsShown() {
    Verdict verdict =
        SetContents.check(
            Told.history(
                """
                0..10  p1 add s=a
                20..30 p2 see s=a,a
                """),
            Map.of("s", List.of("a")));

    assertThat(Verdicts.breaches(verdict)).containsExactly(Breach.ELEMENT_TWICE);
    assertThat(Verdicts.shown(verdict)).containsExactly(1L);
  }

  @Test
  void refusedAndTriedAgain_mayBeThere_andMustBeOnceAcknowledged() {
    History history =
        Told.history(
            """
            0..!10 p1 add s=a
            20..30 p1 add s=a
            """);

    Verdicts.passes(SetContents.check(history, Map.of("s", List.of("a"))));
    assertThat(Verdicts.breaches(SetContents.check(history, Map.of())))
        .containsExactly(Breach.ELEMENT_LOST);
  }

  @Test
  void nothingAttempted_isInconclusive() {
    assertThat(SetContents.check(Told.history(""), Map.of()))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @ForSeeds(200)
  void drawnAdditions_areAccepted_andOneLostIsFound(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Operation> operations = new ArrayList<>();
    Map<String, List<String>> there = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      String key = "k" + random.nextInt(3);
      int fate = i == 0 ? 0 : random.nextInt(3);
      if (fate == 0 || (fate == 1 && random.nextBoolean())) {
        there.computeIfAbsent(key, unused -> new ArrayList<>()).add("e" + i);
      }
      operations.add(operation(i, key, fate));
    }
    History history = new History(new Provenance("", seed, ""), operations, List.of());
    Verdicts.passes(SetContents.check(history, there));

    String lost =
        operations.stream()
            .filter(Operation::isAcknowledgedWrite)
            .map(each -> "e" + each.id())
            .skip(random.nextInt(10))
            .findFirst()
            .orElse("e0");
    there.values().forEach(elements -> elements.remove(lost));
    Verdict verdict = SetContents.check(history, there);
    assertThat(Verdicts.breaches(verdict)).containsExactly(Breach.ELEMENT_LOST);
    assertThat(Verdicts.shown(verdict)).containsExactly(Long.parseLong(lost.substring(1)));
  }

  private static Operation operation(int id, String key, int fate) {
    List<Ending> endings =
        List.of(
            new Ending.Ok(id + 5, new Answer.Written(Optional.empty())),
            new Ending.Unknown(id + 5, "TIMEOUT"),
            new Ending.Failed(id + 5, "OVERLOADED"));
    return new Operation(
        id, new Client(0, "", ""), key, new Action.Add("e" + id), id, endings.get(fate));
  }

  private static Map<String, List<String>> finals(String there) {
    return there.equals("-") ? Map.of() : Map.of("s", Arrays.asList(there.split(" ")));
  }
}
