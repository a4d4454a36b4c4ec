package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Version;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs in which time stands still, what was closed opens, or two lead, are found. */
class LogScanTest {
  /** Entries as {@code index/term at-last closed born...}, separated by semicolons. */
  private static final String RIGHT =
      "1/1 10-10 5 v10;2/1 20-22 15 v20 v21 v22;3/1 30-30 30;5/2 31-31 30 v31";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "time falls                           | TIME_NOT_GROWING   | 1/1 10-10 5;2/1 9-9 5",
        "time stands still                    | TIME_NOT_GROWING   | 1/1 10-10 5;2/1 10-10 5",
        "a new leader's time is behind        | TIME_NOT_GROWING   | 1/1 10-10 5;2/2 8-12 5",
        "time begins within the entry before  | TIME_NOT_GROWING   | 1/1 10-14 5;2/1 12-12 5",
        "a version outside of its entry's times | TIME_NOT_GROWING | 1/1 10-10 5 v11",
        "closed falls                         | CLOSED_FELL        | 1/1 10-10 9;2/1 20-20 8",
        "closed falls, two entries later      | CLOSED_FELL        | 1/1 10-10 9;2/1 20-20 9;3/2 30-30 3",
        "a write below what was closed        | TIME_NOT_GROWING, WRITE_BELOW_CLOSED | 1/1 10-10 10;2/1 8-8 10 v8",
        "a write at what was closed           | TIME_NOT_GROWING, WRITE_BELOW_CLOSED | 1/1 10-10 10;2/1 11-11 10 v10",
        "a write below, under a proper time   | TIME_NOT_GROWING, WRITE_BELOW_CLOSED | 1/1 10-10 9;2/1 20-20 9 v7",
        "closed ahead of all times            | CLOSED_AHEAD       | 1/1 10-10 11",
        "closed ahead, and then written below | CLOSED_AHEAD, CLOSED_FELL, WRITE_BELOW_CLOSED | 1/1 10-10 25;2/1 20-20 20 v20",
        "an index comes again                 | INDEX_NOT_GROWING  | 1/1 10-10 5;1/1 10-10 5",
        "indexes fall                         | INDEX_NOT_GROWING  | 2/1 10-10 5;1/1 20-20 5",
        "terms fall                           | TERM_FELL          | 1/2 10-10 5;2/1 20-20 5"
      })
  void wrongLog_isRejected(String name, String expected, String log) {
    Verdict verdict = LogScan.check(List.of(log("n1", log)), List.of());

    assertThat(Verdicts.breaches(verdict)).containsAll(Verdicts.breaches(expected));
  }

  @Test
  void everythingAtOnce_isNeverMoreThanOneBreachForOneCause() {
    assertThat(breaches("1/1 10-10 9;2/1 20-20 8")).containsExactly(Breach.CLOSED_FELL);
    assertThat(breaches("1/2 10-10 5;2/1 20-20 5")).containsExactly(Breach.TERM_FELL);
    assertThat(breaches("1/1 10-10 11")).containsExactly(Breach.CLOSED_AHEAD);
    assertThat(breaches("1/1 10-10 5;2/1 9-9 5")).containsExactly(Breach.TIME_NOT_GROWING);
  }

  @Test
  void replicasWithOtherEntriesUnderOneIndex_areRejected() {
    Verdict verdict =
        LogScan.check(
            List.of(log("n1", RIGHT), log("n2", RIGHT.replace("20-22 15", "20-22 14"))), List.of());

    assertThat(Verdicts.breaches(verdict)).containsExactly(Breach.LOGS_DIFFER);
  }

  @Test
  void oneTermWithTwoLeaders_isRejected_butNotInTwoPartitions() {
    PartitionLog.Leadership one = new PartitionLog.Leadership("p", 3, "n1");
    List<PartitionLog> log = List.of(log("n1", RIGHT));

    assertThat(
            Verdicts.breaches(
                LogScan.check(log, List.of(one, new PartitionLog.Leadership("p", 3, "n2")))))
        .containsExactly(Breach.TWO_LEADERS);
    Verdicts.passes(
        LogScan.check(
            log,
            List.of(
                one,
                one,
                new PartitionLog.Leadership("p", 4, "n2"),
                new PartitionLog.Leadership("q", 3, "n2"))));
  }

  @Test
  void foreignVersions_mayBeOlderThanWhatIsClosed() {
    Verdicts.passes(
        LogScan.check(
            List.of(log("n1", "1/1 10-10 10;2/1 20-20 20 v3@2"), log("n2", RIGHT.substring(0, 0))),
            List.of()));
  }

  @Test
  void nothingToScan_isInconclusive() {
    assertThat(LogScan.check(List.of(log("n1", "")), List.of()))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @ForSeeds(200)
  void drawnLogs_areAccepted_andAnEntryOutOfPlace_isFound(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> entries = new ArrayList<>();
    long index = 0;
    long term = 1;
    long time = 1;
    long closed = 0;
    for (int i = 0; i < 60; i++) {
      index += 1 + (random.nextInt(10) == 0 ? 1 : 0);
      term += random.nextInt(15) == 0 ? 1 : 0;
      long at = time + 1 + random.nextInt(20);
      long last = at + random.nextInt(4);
      closed = Math.max(closed, random.nextLong(closed, last + 1));
      entries.add("%d/%d %d-%d %d v%d".formatted(index, term, at, last, closed, last));
      time = last;
    }
    String right = String.join(";", entries);
    Verdicts.passes(LogScan.check(List.of(log("n1", right), log("n2", right)), List.of()));

    int moved = random.nextInt(entries.size() - 1);
    entries.add(moved, entries.remove(moved + 1));
    assertThat(breaches(String.join(";", entries)))
        .contains(Breach.INDEX_NOT_GROWING, Breach.TIME_NOT_GROWING);
  }

  private static List<Breach> breaches(String log) {
    return Verdicts.breaches(LogScan.check(List.of(log("n1", log)), List.of()));
  }

  private static PartitionLog log(String replica, String entries) {
    return new PartitionLog(
        "p",
        replica,
        /* origin= */ 1,
        Arrays.stream(entries.split(";"))
            .filter(entry -> !entry.isEmpty())
            .map(LogScanTest::entry)
            .toList());
  }

  private static PartitionLog.Entry entry(String text) {
    String[] words = text.split(" ");
    String[] place = words[0].split("/", -1);
    String[] times = words[1].split("-", -1);
    List<Version> born = Arrays.stream(words).skip(3).map(Told::version).toList();
    return new PartitionLog.Entry(
        Long.parseLong(place[0]),
        Long.parseLong(place[1]),
        time(times[0]),
        time(times[1]),
        time(words[2]),
        born,
        "");
  }

  private static HybridTime time(String millis) {
    return new HybridTime(Long.parseLong(millis), 0);
  }
}
