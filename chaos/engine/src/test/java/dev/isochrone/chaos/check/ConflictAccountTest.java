package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.chaos.history.Version;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every acknowledged write is visible, was overwritten by one who saw it, or is recorded. */
class ConflictAccountTest {
  /** Two regions write x apart; one of them twice, the second time over its own. */
  private static final String APART =
      """
      0..10  p1 put x=a v1
      20..30 p1 put x=b v2
      20..30 p2 put x=c v3@2
      """;

  private static final String B_SAW_A = "x v2 saw v1";
  private static final String B_LOST = "x v2<v3@2";

  @Test
  void everyWriteInItsPlace_isAccepted_andCounted() {
    Verdict verdict = judged(APART, "x=v3@2:c", B_SAW_A, B_LOST);

    Verdicts.passes(verdict);
    assertThat(verdict.figures().values())
        .containsEntry("acknowledged", 3L)
        .containsEntry("visible", 1L)
        .containsEntry("overwritten", 1L)
        .containsEntry("recorded", 1L)
        .containsEntry("withdrawn", 0L);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongAccount_isRejected(
      String name, String expected, String visible, String births, String records) {
    assertThat(Verdicts.breaches(judged(APART, visible, births, records)))
        .isEqualTo(Verdicts.breaches(expected));
  }

  static Stream<Arguments> wrong() {
    String right = "x=v3@2:c";
    return Stream.of(
        wrong("a loser without a record", "WRITE_UNACCOUNTED", right, B_SAW_A, ""),
        wrong("an overwritten one that nobody had seen", "WRITE_UNACCOUNTED", right, "", B_LOST),
        wrong("a row is gone", "WRITE_UNACCOUNTED", "", B_SAW_A, B_LOST),
        wrong(
            "a visible one is recorded",
            "RECORDED_THOUGH_VISIBLE",
            right,
            B_SAW_A,
            B_LOST + ";x v3@2<v4"),
        wrong(
            "one that was seen is recorded",
            "RECORDED_THOUGH_SEEN",
            right,
            B_SAW_A,
            B_LOST + ";x v1<v3@2"),
        wrong(
            "a loser is recorded that nobody wrote",
            "RECORDED_OF_NOBODY",
            right,
            B_SAW_A,
            B_LOST + ";x v0<v3@2"),
        wrong("a loser is recorded twice", "RECORDED_TWICE", right, B_SAW_A, B_LOST + ";x v2<v9"),
        wrong("a record is upside down", "RECORD_UPSIDE_DOWN", right, B_SAW_A, "x v2<v1"),
        wrong(
            "a true loss was withdrawn",
            "WITHDRAWN_THOUGH_LOST",
            right,
            B_SAW_A,
            B_LOST + " withdrawn"),
        wrong(
            "the lesser one is visible",
            "LESSER_VISIBLE, WRITE_UNACCOUNTED",
            "x=v2:b",
            B_SAW_A,
            ""),
        wrong(
            "a value is visible that nobody wrote",
            "VISIBLE_OF_NOBODY, WRITE_UNACCOUNTED",
            "x=v9:z",
            B_SAW_A,
            B_LOST),
        wrong(
            "a value is visible under the version of another",
            "VISIBLE_OF_NOBODY",
            "x=v3@2:b",
            B_SAW_A,
            B_LOST),
        wrong(
            "a deletion is visible that nobody asked for",
            "VISIBLE_OF_NOBODY, WRITE_UNACCOUNTED",
            "x=v9:",
            B_SAW_A,
            B_LOST));
  }

  private static Arguments wrong(
      String name, String expected, String visible, String births, String records) {
    return Arguments.of(name, expected, visible, births, records);
  }

  @Test
  void regionsThatTellOtherLosses_areRejected() {
    TreeMap<String, List<ConflictEvidence.LossRecord>> logs = new TreeMap<>();
    logs.put("eu-west", records(B_LOST));
    logs.put("us-east", records(""));

    Verdict verdict =
        ConflictAccount.check(
            Told.history(APART), new ConflictEvidence(rows("x=v3@2:c"), births(B_SAW_A), logs));

    assertThat(Verdicts.breaches(verdict)).containsExactly(Breach.RECORDS_DIFFER);
  }

  @Test
  void unaccountedWrite_isShown() {
    assertThat(Verdicts.shown(judged(APART, "x=v3@2:c", B_SAW_A, ""))).containsExactly(1L);
  }

  @Test
  void whatClientsThemselvesSaw_needsNoBirths() {
    Verdicts.passes(
        judged(
            """
            0..10   p1 put x=a v1
            20..30  p2 put x=b saw v1 v2@2
            40..50  p1 cas x=c if v2@2 v3
            60..70  p2 del x saw v3 v4@2
            """,
            "x=v4@2:",
            "",
            ""));
  }

  @Test
  void siblings_areAllVisible_untilOneSawThem() {
    String lines =
        """
        0..10  p1 put x=a v1
        0..10  p2 put x=b v2@2
        """;

    Verdicts.passes(judged(lines, "x=v1:a+v2@2:b", "", ""));
    Verdicts.passes(judged(lines + "20..30 p1 put x=c saw v1,v2@2 v3\n", "x=v3:c", "", ""));
    assertThat(Verdicts.breaches(judged(lines + "20..30 p1 put x=c saw v1 v3\n", "x=v3:c", "", "")))
        .containsExactly(Breach.WRITE_UNACCOUNTED);
  }

  /** It may have taken effect: then it is the reason, else the record is. */
  @Test
  void unknownWrite_thatHadSeenALoser_excusesBoth() {
    String lines =
        """
        0..10  p1 put x=a v1
        20..?  p2 put x=b saw v1
        40..50 p2 put x=c v3@2
        """;

    Verdicts.passes(judged(lines, "x=v3@2:c", "", ""));
    Verdicts.passes(judged(lines, "x=v3@2:c", "", "x v1<v3@2"));
    Verdicts.passes(judged(lines, "x=v3@2:c", "x v3@2 saw v2", "x v1<v3@2 withdrawn"));
  }

  @Test
  void answersWithoutVersions_areInconclusive() {
    assertThat(judged("0..10 p1 put x=a", "x=v1:a", "", ""))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judged("", "x=v1:a", "", "")).isInstanceOf(Verdict.Inconclusive.class);
  }

  /**
   * Two regions that write one key each in their turns, and hear of each other now and then: the
   * greatest version wins, and what it had not seen is lost.
   */
  @ForSeeds(300)
  void drawnRegions_areAccepted_andEachRecordLeftOut_isFound(long seed) {
    Regions regions = new Regions(seed);
    Verdicts.passes(ConflictAccount.check(regions.history(), regions.evidence(regions.records)));

    if (!regions.records.isEmpty()) {
      List<ConflictEvidence.LossRecord> fewer = new ArrayList<>(regions.records);
      fewer.remove((int) Math.floorMod(seed, (long) fewer.size()));
      assertThat(
              Verdicts.breaches(ConflictAccount.check(regions.history(), regions.evidence(fewer))))
          .containsExactly(Breach.WRITE_UNACCOUNTED);
    }
  }

  /** What each of two regions has of one key, and who saw what. */
  private static final class Regions {
    final List<Operation> operations = new ArrayList<>();
    final List<ConflictEvidence.Birth> births = new ArrayList<>();
    final List<ConflictEvidence.LossRecord> records = new ArrayList<>();
    private final List<Optional<Version>> has =
        new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
    private final List<String> values = new ArrayList<>(List.of("", ""));

    Regions(long seed) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      for (int i = 0; i < 30; i++) {
        if (random.nextInt(4) == 0) {
          meet();
        } else {
          write(i, random.nextInt(2));
        }
      }
      meet();
    }

    private void write(int number, int region) {
      Version version = new Version(0, new HybridTime(number, 0), region + 1);
      operations.add(
          new Operation(
              number,
              new Client(region, "", ""),
              "x",
              new Action.Write("value" + number),
              10L * number,
              new Ending.Ok(10L * number + 5, new Answer.Written(Optional.of(version)))));
      TreeSet<Version> saw = new TreeSet<>(has.get(region).stream().toList());
      births.add(new ConflictEvidence.Birth("x", version, saw));
      has.set(region, Optional.of(version));
      values.set(region, "value" + number);
    }

    private void meet() {
      Optional<Version> one = has.get(0);
      Optional<Version> other = has.get(1);
      if (one.isEmpty() && other.isEmpty()) {
        return;
      }
      boolean oneWins =
          other.isEmpty() || (one.isPresent() && one.get().compareTo(other.get()) > 0);
      int winner = oneWins ? 0 : 1;
      Optional<Version> lost = has.get(1 - winner);
      Version won = has.get(winner).orElseThrow();
      boolean hadSeen =
          lost.isEmpty()
              || lost.get().equals(won)
              || births.stream().anyMatch(birth -> birth.saw().contains(lost.get()));
      if (!hadSeen) {
        records.add(new ConflictEvidence.LossRecord("x", lost.get(), won, /* withdrawn= */ false));
      }
      has.set(1 - winner, has.get(winner));
      values.set(1 - winner, values.get(winner));
    }

    History history() {
      return new History(new Provenance("regions", 0, ""), operations, List.of());
    }

    ConflictEvidence evidence(List<ConflictEvidence.LossRecord> told) {
      TreeMap<String, List<ConflictEvidence.LossRecord>> logs = new TreeMap<>();
      logs.put("one", told);
      logs.put("two", told);
      return new ConflictEvidence(
          List.of(
              new Dump.Row(
                  "x", new Dump.Member(has.get(0).orElseThrow(), Optional.of(values.get(0))))),
          births,
          logs);
    }
  }

  private static Verdict judged(String lines, String visible, String births, String records) {
    SortedMap<String, List<ConflictEvidence.LossRecord>> logs = new TreeMap<>();
    logs.put("eu-west", records(records));
    return ConflictAccount.check(
        Told.history(lines), new ConflictEvidence(rows(visible), births(births), logs));
  }

  /** Such as {@code x=v1:a+v2:b}; nothing after the colon: deleted. */
  private static List<Dump.Row> rows(String text) {
    return parts(text, " ")
        .map(
            row -> {
              String[] pair = row.split("=", 2);
              return new Dump.Row(
                  pair[0], parts(pair[1], "\\+").map(ConflictAccountTest::member).toList());
            })
        .toList();
  }

  private static Dump.Member member(String text) {
    String[] pair = text.split(":", 2);
    return new Dump.Member(
        Told.version(pair[0]), pair[1].isEmpty() ? Optional.empty() : Optional.of(pair[1]));
  }

  /** Such as {@code x v2 saw v1}. */
  private static List<ConflictEvidence.Birth> births(String text) {
    return parts(text, ";")
        .map(birth -> birth.split(" "))
        .map(
            words ->
                new ConflictEvidence.Birth(
                    words[0], Told.version(words[1]), Told.versions(words[3])))
        .toList();
  }

  /** Such as {@code x v1<v2 withdrawn}. */
  private static List<ConflictEvidence.LossRecord> records(String text) {
    return parts(text, ";").map(ConflictAccountTest::record).toList();
  }

  private static ConflictEvidence.LossRecord record(String text) {
    String[] words = text.split(" ", -1);
    String[] versions = words[1].split("<", -1);
    return new ConflictEvidence.LossRecord(
        words[0], Told.version(versions[0]), Told.version(versions[1]), words.length > 2);
  }

  private static Stream<String> parts(String text, String separator) {
    return Arrays.stream(text.split(separator)).filter(part -> !part.isEmpty());
  }
}
