package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.local.world.FreeNetwork;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A controller and a node, real processes, as an operator sees them: what they log and how much,
 * what is collected of them and what is not, and what {@code status} says when one is gone.
 */
@ResourceLock("worlds")
class SeenFromOutsideTest {
  private static final String NODE = "eu-west-a";
  private static final String CONTROLLER = "eu-west-controller";
  private static final String CANARY = "canary7Yq";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  @Timeout(300)
  void serversAreSeen_andNoRowOfThemIs(@TempDir Path dir) throws Exception {
    LocalWorld world = world(dir.resolve("world"));
    try {
      world.up(PATIENCE, waitedFor -> {});
      String endpoint = world.file().clients().get(0).toString();

      changeLevels(world, endpoint);
      writeCanary(endpoint);
      collect(endpoint, dir.resolve("all.zip"), "jvm.txt");
      assertThat(pages(world)).contains("isochrone_controller_leads{directory=\"global\"} 1.0");

      world.kill(List.of(CONTROLLER));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(findings(endpoint)).contains("controller-silent"));
      collect(endpoint, dir.resolve("rest.zip"), "not-reached.txt");
    } finally {
      world.kill(world.servers().stream().map(LocalWorld.Server::name).toList());
    }
  }

  private static void changeLevels(LocalWorld world, String endpoint) throws IOException {
    JsonNode node = say(0, endpoint, "log", "level", NODE, "debug", "-o", "json");
    assertThat(node.path("before").asText()).isEqualTo("warn");
    assertThat(node.path("level").asText()).isEqualTo("debug");
    JsonNode controller =
        say(0, endpoint, "log", "level", CONTROLLER, "dev.isochrone.region", "info", "-o", "json");
    assertThat(controller.path("server").asText()).isEqualTo(CONTROLLER);
    StringWriter unused = new StringWriter();
    assertThat(run(unused, endpoint, "log", "level", "mars", "info")).isEqualTo(2);
    assertThat(run(unused, endpoint, "log", "level", NODE, "loud")).isEqualTo(2);

    for (String server : List.of(NODE, CONTROLLER)) {
      List<JsonNode> lines = logged(world.log(server));
      assertThat(lines)
          .anySatisfy(
              line -> {
                assertThat(line.path("level").asText()).isEqualTo("WARN");
                assertThat(line.path("formattedMessage").asText())
                    .contains("an operator set the log level");
              });
    }
  }

  /** Every line that is none of the process' own is a JSON object. */
  private static List<JsonNode> logged(Path log) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      if (!line.startsWith("node ") && !line.startsWith("controller ")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static void writeCanary(String endpoint) {
    StringWriter out = new StringWriter();
    assertThat(run(out, endpoint, "table", "create", "notes", "--key", "id", "--pinned", "eu-west"))
        .isZero();
    assertThat(
            run(
                out,
                endpoint,
                "put",
                "notes",
                CANARY + "key",
                "{\"text\": \"" + CANARY + "value\"}"))
        .isZero();
    assertThat(run(out, endpoint, "get", "notes", CANARY + "key")).isZero();
    assertThat(out.toString()).contains(CANARY + "value");
    // What is refused is told by the name under which the servers know it.
    StringWriter err = new StringWriter();
    assertThat(
            Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "get",
                "notes",
                CANARY + "key",
                "--consistency",
                "regions",
                "--endpoints",
                endpoint))
        .isEqualTo(2);
    assertThat(err.toString()).contains("NOT_SUPPORTED").containsPattern("request [0-9a-f-]{13}-1");
  }

  /** All of the node, and this file of the controller; of the row nothing. */
  private static void collect(String endpoint, Path file, String ofController) throws IOException {
    boolean whole = !ofController.startsWith("not");
    JsonNode told =
        say(whole ? 0 : 3, endpoint, "debug", "collect", "--out", file.toString(), "-o", "json");
    assertThat(told.path("servers").asInt()).isEqualTo(whole ? 2 : 1);
    SortedMap<String, String> entries = entries(file);
    for (String name :
        List.of(
            "config.yaml",
            "directory.txt",
            "jvm.txt",
            "log.txt",
            "metrics.txt",
            "status.txt",
            "threads.txt")) {
      assertThat(entries.get(NODE + "/" + name)).as(name).isNotBlank();
    }
    assertThat(entries).containsKeys("servers.txt", "findings.txt");
    assertThat(entries.keySet())
        .anyMatch(name -> !name.startsWith(NODE) && name.endsWith("/" + ofController));
    assertThat(entries.get(NODE + "/directory.txt")).contains("default.notes");
    assertThat(entries.get(NODE + "/metrics.txt")).contains("isochrone_requests_total");
    assertThat(entries.values()).noneMatch(text -> text.contains(CANARY));
    // A second one does not take the first one's place.
    assertThat(run(new StringWriter(), endpoint, "debug", "collect", "--out", file.toString()))
        .isEqualTo(2);
  }

  private static SortedMap<String, String> entries(Path file) throws IOException {
    SortedMap<String, String> entries = new TreeMap<>();
    try (InputStream bytes = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(bytes)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private static List<String> findings(String endpoint) throws IOException {
    StringWriter out = new StringWriter();
    int unused = run(out, endpoint, "status", "-o", "json");
    List<String> found = new ArrayList<>();
    for (JsonNode finding : JSON.readTree(out.toString()).path("findings")) {
      assertThat(finding.path("since").asText()).isNotEmpty();
      found.add(finding.path("what").asText());
    }
    return found;
  }

  private static String pages(LocalWorld world) throws Exception {
    Address http =
        Objects.requireNonNull(world.file().regions().get("eu-west"))
            .controllers()
            .values()
            .iterator()
            .next()
            .http();
    StringBuilder all = new StringBuilder();
    for (String page : List.of("/healthz", "/readyz", "/metrics")) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + http + page)).GET().build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(page).isEqualTo(200);
      all.append(answer.body());
    }
    return all.toString();
  }

  private static JsonNode say(int code, String endpoint, String... args) throws IOException {
    StringWriter out = new StringWriter();
    assertThat(run(out, endpoint, args)).as("%s", List.of(args)).isEqualTo(code);
    return JSON.readTree(out.toString());
  }

  private static int run(StringWriter out, String endpoint, String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--endpoints";
    all[args.length + 1] = endpoint;
    return Main.run(new PrintWriter(out, true), new PrintWriter(new StringWriter()), all);
  }

  private static LocalWorld world(Path dir) throws Exception {
    return LocalWorld.create(
        dir,
        WorldFile.plan(
            "seen",
            new TreeMap<>(Map.of(new Region("eu-west"), List.of(new Zone("a")))),
            /* partitions= */ 1,
            FreeNetwork.find(RandomGenerator.getDefault())),
        Installed.program());
  }
}
