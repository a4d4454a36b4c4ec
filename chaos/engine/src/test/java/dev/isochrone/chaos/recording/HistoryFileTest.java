package dev.isochrone.chaos.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.chaos.told.Drawn;
import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is read again, all of it; what is no history is refused with its line. */
class HistoryFileTest {
  private static final String HEADER =
      "{\"type\":\"history\",\"format\":1,\"drill\":\"d\",\"seed\":7,\"build\":\"b\"}";
  private static final String INVOKE =
      "{\"type\":\"invoke\",\"i\":1,\"t_ns\":5,\"proc\":0,\"session\":\"\",\"region\":\"\","
          + "\"k\":\"x\",\"f\":\"delete\"}";

  @TempDir Path dir;

  @Test
  void everyKindOfOperation_andEveryEnding_comesBack() throws Exception {
    History told =
        Told.history(
            """
            0..10     p1   put x=a v1
            0..10     p1/s put x=b saw v1,v2@3 v3
            20..?     p1   put x=c
            20..!30   p1   cas x=c if v3
            20..30    p1   cas x=c if absent miss v3
            20..30    p1   cas x=c if absent miss
            20..30    p1   del x v4@7
            20..30    p2   get x deleted v4@7
            20..30    p2   get:eventual x none
            20..30    p2   get:bounded(50) x=a,b v1,v2 stale 7
            40..50    p1   add s="ü\\
            60..70    p1   see s="ü\\
            """);
    List<Operation> operations = new ArrayList<>(told.operations());
    operations.add(
        new Operation(
            99, new Client(3, "", "eu-west"), "x", new Action.Members(), 80, Ending.Open.OPEN));
    History history =
        new History(
            new Provenance("region-isolation", -4, "434ef76"),
            operations,
            List.of(
                new FaultEvent(15, "cut", "eu-west -> us-east", true),
                new FaultEvent(55, "cut", "eu-west -> us-east", false)));

    assertThat(writtenAndRead(List.of(history))).containsExactly(history);
  }

  @ForSeeds(20)
  void drawnHistories_severalInAFile_comeBack(long seed) throws Exception {
    Drawn.Shape shape = new Drawn.Shape(5, 200, 3, 10, 10, /* versioned= */ true);
    List<History> histories =
        List.of(Drawn.registers(seed, shape), Drawn.registers(seed + 1_000, shape));

    assertThat(writtenAndRead(histories)).isEqualTo(histories);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | {}",
        "1 | {\"type\":\"invoke\"}",
        "1 | no json",
        "1 | {\"type\":\"history\",\"format\":2,\"drill\":\"\",\"seed\":1,\"build\":\"\"}",
        "2 | HEADER;{\"type\":\"surprise\"}",
        "2 | HEADER;{\"type\":\"ok\",\"i\":1,\"t_ns\":9}",
        "3 | HEADER;INVOKE;INVOKE",
        "3 | HEADER;INVOKE;{\"type\":\"ok\",\"i\":1,\"t_ns\":4}",
        "3 | HEADER;INVOKE;{\"type\":\"ok\",\"i\":1,\"t_ns\":9,\"cells\":[]}",
        "3 | HEADER;INVOKE;{\"type\":\"ok\",\"i\":1,\"t_ns\":9,\"version\":\"7\"}",
        "3 | HEADER;INVOKE;{\"type\":\"fail\",\"i\":1,\"t_ns\":9}",
        "3 | HEADER;INVOKE;{\"type\":\"fail\",\"i\":1,\"t_ns\":\"9\",\"code\":\"X\"}",
        "4 | HEADER;INVOKE;{\"type\":\"ok\",\"i\":1,\"t_ns\":9};{\"type\":\"ok\",\"i\":1,\"t_ns\":9}"
      })
  void whatIsNoHistory_isRefused_withItsLine(int line, String lines) throws Exception {
    Path file = dir.resolve("bad.jsonl");
    String text = lines.replace("HEADER", HEADER).replace("INVOKE", INVOKE).replace(';', '\n');
    Files.writeString(file, text);

    assertThatThrownBy(() -> HistoryFile.read(file))
        .isInstanceOfSatisfying(
            HistoryFormatException.class, refused -> assertThat(refused.line()).isEqualTo(line));
  }

  private List<History> writtenAndRead(List<History> histories) throws Exception {
    Path file = dir.resolve("histories.jsonl");
    HistoryFile.write(file, histories);
    return HistoryFile.read(file);
  }
}
