package dev.isochrone.chaos.path.session;

import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Zone;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What commands say of how new a read is, and how they are one session, in two regions. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class SessionCommandsTest {
  private static final String LYON = "FR/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path dir;
  private static @Nullable LocalCluster cluster;
  private static String endpoint = "";

  @BeforeAll
  static void start() throws IOException {
    List<Zone> one = List.of(new Zone("a"));
    LocalClusterConfig config =
        new LocalClusterConfig(
            "sessions",
            dir.resolve("nodes"),
            FreePorts.baseFor(2),
            new TreeMap<>(Map.of(EU_WEST, one, US_EAST, one)),
            List.of(cities()),
            LocalClusterConfig.Clocks.SYSTEM);
    endpoint = "127.0.0.1:" + config.portBase();
    LocalCluster started =
        LocalCluster.start(
            config,
            (node, fault) -> {
              throw new AssertionError(fault);
            });
    cluster = started;
    await().atMost(Duration.ofSeconds(60)).until(started::hasLeaders);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void session_seesItsOwnWrite_inTheOtherRegion() throws IOException {
    String token =
        said("put", "cities", LYON, "{\"name\": \"Lyon\"}", "--session", "new")
            .get("session")
            .asText();

    JsonNode read = said("get", "cities", LYON, "--region", "us-east", "--session", token);
    JsonNode deleted = said("del", "cities", LYON, "--session", read.get("session").asText());

    assertThat(read.get("row").get("name").asText()).isEqualTo("Lyon");
    assertThat(read.get("consistency").asText()).isEqualTo("session");
    String gone = deleted.get("session").asText();
    assertThat(say(1, "get", "cities", LYON, "--region", "us-east", "--session", gone))
        .contains("level      session", "session  ");
  }

  @Test
  void get_saysAtWhatConsistencyItRead() throws IOException {
    said("put", "cities", "FR/2", "{\"name\": \"Paris\"}");

    assertThat(said("get", "cities", "FR/2").get("consistency").asText()).isEqualTo("strong");
    JsonNode bounded =
        said("get", "cities", "FR/2", "--region", "us-east", "--max-staleness", "1ms");
    assertThat(bounded.get("consistency").asText()).isEqualTo("bounded-staleness");
    assertThat(bounded.get("row").get("name").asText()).isEqualTo("Paris");
    assertThat(bounded.get("staleness_millis").asLong()).isLessThanOrEqualTo(1);
    assertThat(say(0, "scan", "cities", "FR")).contains("consistency strong");
    assertThat(say(0, "scan", "cities")).contains("consistency eventual");
  }

  @Test
  void scanOfASession_isStrong_orRefused() throws IOException {
    String token =
        said("put", "cities", "FR/3", "{\"name\": \"Nice\"}", "--session", "new")
            .get("session")
            .asText();

    assertThat(say(0, "scan", "cities", "FR", "--region", "us-east", "--session", token))
        .contains("Nice", "session  ");
    assertThat(say(2, "scan", "cities", "--session", token)).contains("one partition key");
  }

  @Test
  void tokenThatIsNone_isRefused_withWhatToDo() {
    String foreign =
        SessionToken.nothingOf(new ClusterId("ffffffffffffffffffffffffffffffff")).text();

    assertThat(say(2, "get", "cities", LYON, "--session", "new york"))
        .contains("INVALID_REQUEST", "begin another session");
    assertThat(say(2, "put", "cities", LYON, "{}", "--session", foreign))
        .contains("another cluster", "begin another session");
  }

  @Test
  void optionsThatDoNotFit_areRefused() {
    assertThat(say(2, "get", "cities", LYON, "-c", "session")).contains("--session");
    assertThat(say(2, "get", "cities", LYON, "-c", "bounded-staleness"))
        .contains("--max-staleness");
    assertThat(say(2, "get", "cities", LYON, "-c", "strong", "--max-staleness", "1s"))
        .contains("--max-staleness");
    assertThat(say(2, "get", "cities", LYON, "--max-staleness", "soon")).contains("'soon'");
    assertThat(say(2, "get", "cities", LYON, "-c", "strict"))
        .contains("bounded-staleness, session or eventual");
  }

  @Test
  void cluster_isRemembered_inTheFileThatIsNamed() {
    Path memory = dir.resolve("memory/cluster");

    String remembered = say(0, "where", "cities", LYON, "--remember", memory.toString());

    assertThat(remembered).contains("eu-west");
    assertThat(memory).isNotEmptyFile();
  }

  private static JsonNode said(String... args) throws IOException {
    return JSON.readTree(
        say(0, Stream.concat(Stream.of(args), Stream.of("-o", "json")).toArray(String[]::new)));
  }

  /** What the command prints, on both ways. */
  private static String say(int exitCode, String... args) {
    StringWriter out = new StringWriter();
    String[] whole =
        Stream.concat(Stream.of(args), Stream.of("--endpoints", endpoint)).toArray(String[]::new);
    PrintWriter both = new PrintWriter(out, true);
    int code = Main.run(both, both, whole);
    assertThat(code).as(out.toString()).isEqualTo(exitCode);
    return out.toString();
  }

  private static TableSpec cities() {
    return new TableSpec(
        1,
        TableName.parse("cities"),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", new TreeMap<>(Map.of("FR", EU_WEST, "US", US_EAST))),
            Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }
}
