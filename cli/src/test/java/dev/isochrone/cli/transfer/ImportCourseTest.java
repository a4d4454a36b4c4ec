package dev.isochrone.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.transfer.ImportCourse.Ending;
import dev.isochrone.cli.transfer.ImportCourse.FlightMax;
import dev.isochrone.cli.transfer.ImportCourse.OnError;
import dev.isochrone.cli.transfer.ImportCourse.Step;
import dev.isochrone.cli.transfer.format.Parsed;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What is sent, in which order, and where an import ends. */
class ImportCourseTest {
  private static final Region EU = new Region("eu-west");
  private static final FlightMax MAX = new FlightMax(2, 1_000);

  private final ImportCourse course = new ImportCourse(MAX, OnError.STOP, 1);

  @Test
  void badLine_endsIt_withAllBeforeWritten_andNothingBehindSent() {
    course.read(row(1, 10));
    course.read(bad(2));
    course.read(row(3, 30));

    Parsed.Row first = sent(course);
    assertThat(course.next()).isInstanceOf(Step.Complain.class);
    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);
    assertThat(course.isOver()).isFalse();
    course.written(first, EU);

    assertThat(course.isOver()).isTrue();
    ImportCount count = course.count();
    assertThat(count.ending()).isEqualTo(Ending.BAD_LINE);
    assertThat(count.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(count.resumeLine()).hasValue(2);
    assertThat(count.read()).isEqualTo(2);
    assertThat(count.written()).containsExactly(Map.entry(EU, 1L));
    assertThat(count.refused()).isEqualTo(1);
  }

  @Test
  void rows_waitForRoom_andForTheOneBeforeThemOfTheirKey() {
    course.read(row(1, 10));
    course.read(row(2, 10));
    course.read(row(3, 30));

    Parsed.Row first = sent(course);
    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);
    course.written(first, EU);
    Parsed.Row second = sent(course);
    Parsed.Row third = sent(course);
    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);
    course.read(row(4, 40));
    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);

    assertThat(List.of(first.line(), second.line(), third.line())).containsExactly(1L, 2L, 3L);
  }

  @Test
  void largeRow_goesAlone() {
    course.read(row(1, 10));
    course.read(new Parsed.Row(2, 3, Bytes.wrap(new byte[5_000]), key(20), Document.EMPTY));

    Parsed.Row first = sent(course);
    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);
    course.written(first, EU);

    assertThat(sent(course).line()).isEqualTo(2);
  }

  @Test
  void skipped_badLinesAndRefusalsForGood_areCounted_andTheEndIsTheFiles() {
    ImportCourse skipping = new ImportCourse(MAX, OnError.SKIP, 1);
    skipping.read(bad(1));
    skipping.read(row(2, 20));
    skipping.endOfFile();

    assertThat(skipping.next()).isInstanceOf(Step.Complain.class);
    skipping.refused(sent(skipping), Refusal.of(RefusalCode.NO_HOME, "none"));

    assertThat(skipping.isOver()).isTrue();
    assertThat(skipping.count().refused()).isEqualTo(2);
    assertThat(skipping.count().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(skipping.count().resumeLine()).isEmpty();
  }

  @Test
  void refusalForNow_endsIt_evenIfErrorsAreSkipped_andUnknownIsSaidBeforeAll() {
    ImportCourse skipping = new ImportCourse(MAX, OnError.SKIP, 5);
    skipping.read(row(5, 50));
    skipping.read(row(6, 60));
    skipping.read(row(7, 70));

    Parsed.Row first = sent(skipping);
    Parsed.Row second = sent(skipping);
    skipping.refused(second, Refusal.of(RefusalCode.NO_LEADER, "none"));
    assertThat(skipping.next()).isEqualTo(Step.Wait.WAIT);
    assertThat(skipping.count().exitCode()).isEqualTo(ExitCode.LATER);
    assertThat(skipping.count().resumeLine()).hasValue(6);
    skipping.refused(first, Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "lost"));

    assertThat(skipping.isOver()).isTrue();
    assertThat(skipping.count().exitCode()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(skipping.count().unknown()).isEqualTo(1);
    assertThat(skipping.count().resumeLine()).hasValue(5);
  }

  @Test
  void interrupted_whatIsInFlightIsWaitedFor_andTheNextLineIsWhereToGoOn() {
    course.read(new Parsed.Row(1, 4, Bytes.EMPTY, key(1), Document.EMPTY));
    Parsed.Row first = sent(course);
    course.read(row(4, 40));
    course.interrupt();

    assertThat(course.next()).isEqualTo(Step.Wait.WAIT);
    assertThat(course.isOver()).isFalse();
    course.written(first, EU);

    assertThat(course.isOver()).isTrue();
    assertThat(course.count().ending()).isEqualTo(Ending.INTERRUPTED);
    assertThat(course.count().resumeLine()).hasValue(4);
  }

  /** Going on from the line that is named, as often as it takes, does what one pass would do. */
  @ForSeeds
  void goingOn_fromTheLineThatIsNamed_writesEveryRow_andTheLaterOfTwoStays(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Parsed.Row> file = new ArrayList<>();
    Map<Key, Long> expected = new HashMap<>();
    for (int line = 1; line <= 40; line++) {
      Parsed.Row row = row(line, random.nextInt(8));
      file.add(row);
      expected.put(row.key(), row.line());
    }
    Map<Key, Long> table = new HashMap<>();
    long from = 1;
    while (true) {
      ImportCount count = pass(random, file, from, table);
      if (count.resumeLine().isEmpty()) {
        break;
      }
      assertThat(count.resumeLine().getAsLong()).isGreaterThanOrEqualTo(from);
      from = count.resumeLine().getAsLong();
    }

    assertThat(table).isEqualTo(expected);
  }

  private static ImportCount pass(
      RandomGenerator random, List<Parsed.Row> file, long from, Map<Key, Long> table) {
    ImportCourse pass = new ImportCourse(new FlightMax(5, 1_000), OnError.STOP, from);
    List<Parsed.Row> flying = new ArrayList<>();
    int next = (int) from - 1;
    while (!pass.isOver()) {
      if (next < file.size()) {
        pass.read(file.get(next++));
      } else {
        pass.endOfFile();
      }
      for (Step step = pass.next(); step instanceof Step.Send send; step = pass.next()) {
        flying.add(send.row());
      }
      if (!flying.isEmpty()) {
        Parsed.Row landed = flying.remove(random.nextInt(flying.size()));
        if (random.nextInt(10) == 0) {
          pass.refused(landed, Refusal.of(RefusalCode.NO_LEADER, "none"));
        } else {
          table.put(landed.key(), landed.line());
          pass.written(landed, EU);
        }
      }
    }
    assertThat(flying).isEmpty();
    return pass.count();
  }

  private static Parsed.Row sent(ImportCourse course) {
    return ((Step.Send) course.next()).row();
  }

  private static Parsed.Row row(long line, long key) {
    return new Parsed.Row(line, line + 1, Bytes.EMPTY, key(key), Document.EMPTY);
  }

  private static Key key(long id) {
    return Key.of(new KeyPart.Int64(id));
  }

  private static Parsed.BadLine bad(long line) {
    return new Parsed.BadLine(line, Optional.empty(), "bad", Bytes.EMPTY);
  }
}
