package dev.isochrone.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Main;
import dev.isochrone.cli.transfer.format.Tables;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Files into tables of two regions, and back. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private LocalCluster cluster;
  private String endpoint;
  private Path dir;

  /** What a command answered. */
  private record Said(int exitCode, String out, String err) {}

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    dir = temporary;
    int base = FreePorts.baseFor(2);
    Column name = new Column("name", ValueType.STRING);
    Column people = new Column("people", ValueType.INT64);
    cluster =
        LocalCluster.start(
            new LocalClusterConfig(
                "test",
                dir.resolve("nodes"),
                base,
                new TreeMap<>(
                    Map.of(Tables.EU, List.of(new Zone("a")), Tables.US, List.of(new Zone("a")))),
                List.of(
                    Tables.places(1, "a", name, people),
                    Tables.places(2, "b", name, people),
                    Tables.places(3, "open"),
                    Tables.places(4, "open2")),
                LocalClusterConfig.Clocks.SYSTEM),
            (node, fault) -> {
              throw new AssertionError(node.name(), fault);
            });
    endpoint = "127.0.0.1:" + base;
    Awaitility.await().atMost(PATIENCE).until(cluster::hasLeaders);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void rows_goThereAndBack_inEachFormat() throws Exception {
    Path file = dir.resolve("in.tsv");
    List<String> lines = new ArrayList<>(List.of("id\tcountry\tname\tpeople"));
    for (int id = 0; id < 1_500; id++) {
      lines.add(
          id
              + "\t"
              + List.of("FR", "DE", "US").get(id % 3)
              + "\tplace\\t"
              + id
              + "\t"
              + (id % 7 == 0 ? "" : id));
    }
    lines.add("0\tFR\tthe later one\t1");
    Files.write(file, lines);

    Said imported = say("import", "a", file.toString(), "-o", "json");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.out())
        .contains("\"rows_read\":1501", "\"rows_written\":1501", "\"rows_refused\":0")
        .contains("\"rows_by_home\":{\"eu-west\":1001,\"us-east\":500}")
        .contains("\"ended\":\"end-of-file\"")
        .doesNotContain("resume_line");
    assertThat(imported.err()).isEmpty();
    for (String form : List.of("tsv.gz", "csv", "jsonl")) {
      Path first = dir.resolve("a." + form);
      exportAll("a", first, 1_500);
      assertThat(say("import", "b", first.toString()).exitCode()).isZero();
      Path second = dir.resolve("b." + form);
      exportAll("b", second, 1_500);
      assertThat(second).hasSameBinaryContentAs(first);
    }
    assertThat(say("get", "a", "FR/0").out()).contains("the later one");
  }

  @Test
  void documentsOfAnyShape_goThereAndBack_asJsonLines() throws Exception {
    Path file = dir.resolve("open.jsonl");
    Files.writeString(
        file,
        """
        {"country":"FR","id":1,"t":"tab\\t quote\\" 🎉","n":null,"d":{"$decimal":"1.50"},"l":[1,1.5,{"$bytes":"00ff"}]}
        {"country":"US","id":2,"m":{"$map":{"$uuid":1}},"w":{"$timestamp":"2026-11-22T08:00:00.000001Z"}}
        """);

    assertThat(say("import", "open", file.toString()).exitCode()).isZero();
    Path out = dir.resolve("open-out.jsonl");
    exportAll("open", out, 2);
    assertThat(say("import", "open2", out.toString()).exitCode()).isZero();
    Path again = dir.resolve("open2-out.jsonl");
    exportAll("open2", again, 2);

    assertThat(again).hasSameBinaryContentAs(out);
    assertThat(Files.readString(out))
        .contains("\"d\":{\"$decimal\":\"1.50\"}", "🎉", "{\"$map\":{\"$uuid\":1}}");
    Said csv = say("export", "open", dir.resolve("open.csv").toString());
    assertThat(csv.exitCode()).isEqualTo(ExitCode.INPUT.number());
    assertThat(csv.err()).contains("--columns");
  }

  @Test
  void badLine_stopsIt_withTheLineToGoOnFrom_orIsSkippedAndKept() throws Exception {
    Path file = dir.resolve("bad.csv");
    Files.writeString(
        file, "country,id,name,people\nUS,901,x,1\nXX,902,x,2\nUS,903,x,y\nUS,904,x,4\n");

    Said stopped = say("import", "open", file.toString(), "--types", "people:int64", "-o", "json");

    assertThat(stopped.exitCode()).isEqualTo(ExitCode.INPUT.number());
    assertThat(stopped.err()).startsWith("line 3, column country: ");
    assertThat(stopped.out())
        .contains(
            "\"rows_written\":1",
            "\"rows_refused\":1",
            "\"ended\":\"bad-line\"",
            "\"resume_line\":3");
    assertThat(say("get", "open", "US/904").exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());

    Path rejects = dir.resolve("rejects.jsonl");
    Said skipped =
        say(
            "import",
            "open",
            file.toString(),
            "--types",
            "people:int64",
            "--from-line",
            "3",
            "--on-error",
            "skip",
            "--errors-max",
            "1",
            "--rejects",
            rejects.toString());

    assertThat(skipped.exitCode()).as(skipped.err()).isZero();
    assertThat(skipped.out()).contains("written       1\n", "refused       2\n");
    assertThat(skipped.err()).contains("line 3, ", "1 more such lines").doesNotContain("line 4");
    assertThat(Files.readAllLines(rejects))
        .hasSize(2)
        .last()
        .asString()
        .contains(
            "\"line\":4,\"column\":\"people\",\"reason\":\"'y' is not int64",
            "\"text\":\"US,903,x,y\"");
    assertThat(say("get", "open", "US/904").exitCode()).isZero();
    assertThat(say("import", "open", file.toString(), "--rejects", rejects.toString()).err())
        .contains("the file exists");
  }

  @Test
  void export_isFilteredByHomeAndLimit_andOverwritesNothing() throws Exception {
    Path file = dir.resolve("homes.jsonl");
    Files.writeString(
        file,
        """
        {"country":"FR","id":71}
        {"country":"US","id":72}
        {"country":"US","id":73}
        """);
    assertThat(say("import", "open2", file.toString()).exitCode()).isZero();
    Path out = dir.resolve("us.jsonl");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Said said = say("export", "open2", out.toString(), "--home", "us-east", "--force");
              assertThat(said.exitCode()).as(said.err()).isZero();
              assertThat(Files.readAllLines(out))
                  .filteredOn(line -> line.contains("\"id\":7"))
                  .hasSize(2)
                  .allMatch(line -> line.startsWith("{\"country\":\"US\",\"id\":7"));
            });

    Said again = say("export", "open2", out.toString(), "--home", "us-east", "--limit", "1");
    assertThat(again.exitCode()).isEqualTo(ExitCode.INPUT.number());
    assertThat(again.err()).contains("--force");
    Said one =
        say(
            "export",
            "open2",
            out.toString(),
            "--prefix",
            "US",
            "--limit",
            "1",
            "--force",
            "-o",
            "json");
    assertThat(one.out())
        .contains("\"rows\":1", "\"region\":\"us-east\"", "\"staleness_millis\":0");
    assertThat(Files.readAllLines(out)).hasSize(1);
    assertThat(dir.resolve("us.jsonl.part")).doesNotExist();
    assertThat(say("export", "open2", out.toString(), "--home", "mars", "--force").err())
        .contains("--home mars: one of");
  }

  @Test
  void whatCannotBegin_saysWhatIsTakenInstead() throws Exception {
    assertThat(say("import", "open", dir.resolve("none.csv").toString()).err())
        .contains("no such file");
    assertThat(say("import", "open", "x.txt").err()).contains("--format, one of [tsv, csv, jsonl]");
    Path file = Files.writeString(dir.resolve("t.csv"), "country,id\n");
    assertThat(say("import", "open", file.toString(), "--types", "x:int").err())
        .contains("no type is called int");
    assertThat(say("import", "open", file.toString(), "--in-flight", "0").exitCode())
        .isEqualTo(ExitCode.INPUT.number());
    Path notGzip = Files.writeString(dir.resolve("t.csv.gz"), "country,id\n");
    assertThat(say("import", "open", notGzip.toString()).err()).contains("t.csv.gz");
  }

  /** Once all rows have arrived where the scan is served. */
  private void exportAll(String table, Path file, long rows) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Said said = say("export", table, file.toString(), "--force", "-o", "json");
              assertThat(said.exitCode()).as(said.err()).isZero();
              assertThat(said.out()).contains("\"rows\":" + rows + ",");
            });
  }

  private Said say(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--endpoints", endpoint, "--timeout", "30"));
    int exitCode =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    return new Said(exitCode, out.toString(), err.toString());
  }
}
