package dev.isochrone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Rows as eyes and programs see them. */
class PrintedTest {
  private static final Region EU = new Region("eu-west");
  private static final NodeId NODE = new NodeId("eu-west-a");
  private static final Document LYON = Document.of(Map.of("name", new Value.Text("Lyon")));
  private static final Printed.How HOW =
      new Printed.How(Consistency.REGION_STRONG, Optional.empty());
  private static final ContextToken SEEN =
      new ContextToken(Bytes.wrap(new byte[] {1, 2, (byte) 0xFF}));

  @Test
  void siblings_areATable_withWhatToDoAboutThem() {
    String shown = Shown.by(output -> Printed.read(output, siblings(), HOW, directory()));

    List<String> lines = shown.lines().toList();
    assertThat(lines.get(0)).startsWith("WRITTEN IN").contains("VERSION", "ROW");
    assertThat(lines.get(1)).startsWith("eu-west").endsWith("{\"name\":\"Lyon\"}");
    assertThat(lines.get(2)).startsWith("unknown").endsWith("deleted");
    assertThat(shown)
        .contains("row        2 siblings, above")
        .contains("home       none: every region takes writes, here eu-west")
        .contains("to settle  put or del with --context");
  }

  @Test
  void siblings_inJson_haveTheContext() {
    String shown =
        Shown.by(output -> Printed.read(output, siblings(), HOW, directory()), "-o", "json");

    assertThat(shown.lines()).hasSize(1);
    assertThat(shown)
        .contains("\"found\":true", "\"context\":\"AQL_\"")
        .contains("\"siblings\":[{\"version\":\"0/", "\"row\":{\"name\":\"Lyon\"}")
        .contains("\"region\":\"eu-west\"", "\"deleted\":true", "\"region\":\"unknown\"");
  }

  @Test
  void rowOfOneVersion_isPrintedAsEver() {
    ReadAnswer one = new ReadAnswer(header(1), Optional.of(LYON));

    String table = Shown.by(output -> Printed.read(output, one, HOW, directory()));
    String json = Shown.by(output -> Printed.read(output, one, HOW, directory()), "-o", "json");

    assertThat(table)
        .contains("row        {\"name\":\"Lyon\"}", "home       eu-west\n")
        .contains("level      region-strong");
    assertThat(json)
        .contains("\"found\":true", "\"row\":{\"name\":\"Lyon\"}")
        .doesNotContain("siblings", "context");
  }

  @Test
  void contextThatWasPrinted_isTakenBack() throws InputException {
    RowWrite put = RowWrite.put(new KeyForm.Text("FR/1"), LYON);
    Seen seen = new Seen();
    new CommandLine(seen).parseArgs("--context", TokenText.of(SEEN.bytes()));

    assertThat(seen.by(put)).isEqualTo(put.having(SEEN));
    assertThat(new Seen().by(put)).isEqualTo(put);
    Seen malformed = new Seen();
    new CommandLine(malformed).parseArgs("--context", "not base64!");
    assertThatThrownBy(() -> malformed.by(put))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--context");
  }

  private static ReadAnswer siblings() {
    return new ReadAnswer(
        header(0),
        Optional.empty(),
        List.of(
            new Sibling(version(1), Optional.of(LYON)), new Sibling(version(7), Optional.empty())),
        Optional.of(SEEN));
  }

  private static Version version(int origin) {
    return new Version(0, new Stamp(HlcTimestamp.of(1_000 + origin, 0), new Origin(origin)));
  }

  private static AnswerHeader header(int epoch) {
    return new AnswerHeader(
        HlcTimestamp.of(2_000, 0),
        new AnswerHeader.Served(EU, NODE),
        new AnswerHeader.HomeOf(EU, epoch),
        Optional.of(version(7)),
        Optional.of(Duration.ZERO),
        Optional.empty(),
        "r-1");
  }

  private static Directory directory() {
    Endpoint endpoint = new Endpoint(NODE, "127.0.0.1", 7_400);
    NodeEntry node = new NodeEntry(NODE, new Zone("a"), endpoint, endpoint, Optional.empty());
    Layout layout =
        new Layout(1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), List.of(NODE))));
    return new Directory(
        1,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
        new TreeMap<>(
            Map.of(
                EU, new RegionEntry(EU, new Origin(1), layout, new TreeMap<>(Map.of(NODE, node))))),
        new TreeMap<>());
  }
}
