package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.local.world.FreeNetwork;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three regions as processes take the cities of the world: all of them are counted in each region,
 * by home. Then they are imported once more, into another table, while one node of each region is
 * killed, and a leader: no row that was acknowledged is missing, anywhere.
 */
@ResourceLock("worlds")
class CitiesWorldTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINES = Integer.getInteger("cities.lines", 8_000);

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(900)
  void citiesOfTheWorld_areInEveryRegion_alsoWhenNodesAreKilledMeanwhile(boolean tls)
      throws Exception {
    Path file = dir.resolve("cities.tsv");
    SortedMap<String, Long> homes = writeCities(file);
    LocalWorld world = world(dir.resolve("world"), tls);
    ExecutorService aside = Executors.newSingleThreadExecutor();
    try {
      world.up(PATIENCE, waitedFor -> {});
      createTable(world, "cities");
      createTable(world, "again");
      assertThat(importInto(world, "cities", file).get("rows_written").asLong()).isEqualTo(LINES);
      awaitCounts(world, "cities", homes);

      CompletableFuture<JsonNode> second =
          CompletableFuture.supplyAsync(() -> importInto(world, "again", file), aside);
      awaitRows(world, LINES / 10);
      List<String> killed = new ArrayList<>(List.of("ap-south-a", "eu-west-b", "us-east-c"));
      world.kill(killed);
      String leader = leaderIn(world, DemoTable.EU_WEST);
      world.start(killed); // Else a second one of eu-west would be one too many.
      world.awaitHealthy(PATIENCE);
      world.kill(List.of(leader));
      assertThat(second.get().get("rows_written").asLong()).isEqualTo(LINES);
      world.start(List.of(leader));
      world.awaitHealthy(PATIENCE);
      awaitCounts(world, "again", homes);
    } finally {
      aside.shutdownNow();
      world.kill(world.servers().stream().map(LocalWorld.Server::name).toList());
    }
  }

  /** The first lines of the file that the demo has, and how many of them are at home where. */
  private static SortedMap<String, Long> writeCities(Path file) throws Exception {
    SortedMap<String, Long> homes = new TreeMap<>();
    TableSpec table = DemoTable.cities();
    try (InputStream packed =
            Main.class.getResourceAsStream("/dev/isochrone/cli/demo/cities.tsv.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
        BufferedWriter out = Files.newBufferedWriter(file)) {
      List<String> columns = List.of(lines.readLine().split("\t", -1));
      out.write(String.join("\t", columns) + "\n");
      int country = columns.indexOf("country");
      var rule = (dev.isochrone.model.table.HomeRule.ByValue) table.placement().rule();
      for (int i = 0; i < LINES; i++) {
        String line = lines.readLine();
        out.write(line + "\n");
        Region home = Objects.requireNonNull(rule.regions().get(line.split("\t", -1)[country]));
        homes.merge(home.name(), 1L, Long::sum);
      }
    }
    return homes;
  }

  private static LocalWorld world(Path dir, boolean tls) throws Exception {
    WorldFile planned =
        WorldFile.plan(
            "cities",
            DemoTable.regions(),
            /* partitions= */ 1,
            FreeNetwork.find(RandomGenerator.getDefault()));
    return LocalWorld.create(dir, tls ? planned.withTls() : planned, Installed.program());
  }

  private static void createTable(LocalWorld world, String name) throws Exception {
    TableSpec cities = DemoTable.cities();
    TableName table = TableName.parse(name);
    try (IsochroneClient client = IsochroneClient.connect(world.client())) {
      client
          .schema()
          .createTable(
              new TableSpec(
                  1,
                  table,
                  cities.key(),
                  cities.partitionKeyColumns(),
                  cities.columns(),
                  cities.placement(),
                  cities.versions()));
      assertThat(client.schema().awaitEverywhere(known -> known.table(table).isPresent()))
          .isEmpty();
    }
  }

  private static JsonNode importInto(LocalWorld world, String table, Path file) {
    return run(world, "import", table, file.toString(), "--timeout", "60", "-o", "json");
  }

  /** What the command said at its end; it must have been well. */
  private static JsonNode run(LocalWorld world, String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String endpoints =
        String.join(",", world.file().clients().stream().map(Object::toString).toList());
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--endpoints", endpoints));
    world
        .clientTls()
        .ifPresent(
            files ->
                arguments.addAll(
                    List.of(
                        "--tls-ca",
                        files.ca().toString(),
                        "--tls-cert",
                        files.cert().toString(),
                        "--tls-key",
                        files.key().toString())));
    int code =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    assertThat(code).as("%s %s", out, err).isZero();
    List<String> lines = out.toString().lines().toList();
    try {
      return JSON.readTree(lines.get(lines.size() - 1));
    } catch (com.fasterxml.jackson.core.JsonProcessingException unfit) {
      throw new AssertionError(out.toString(), unfit);
    }
  }

  private static void awaitCounts(LocalWorld world, String table, SortedMap<String, Long> homes) {
    for (Region region : DemoTable.regions().keySet()) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode told =
                    run(world, "scan", table, "--count", "--region", region.name(), "-o", "json");
                assertThat(told.get("region").asText()).isEqualTo(region.name());
                assertThat(JSON.convertValue(told.get("homes"), TreeMap.class).toString())
                    .isEqualTo(homes.toString());
              });
    }
  }

  private static void awaitRows(LocalWorld world, long enough) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                run(world, "scan", "again", "--count", "-o", "json").get("rows").asLong()
                    >= enough);
  }

  private static String leaderIn(LocalWorld world, Region region) throws Exception {
    try (IsochroneClient client =
        IsochroneClient.connect(world.client().within(Duration.ofSeconds(5)))) {
      for (int i = 0; i < 200; i++) {
        for (Outcome<NodeStatus> node : client.status().values()) {
          if (node instanceof Outcome.Done<NodeStatus> done
              && done.value().region().equals(region)
              && done.value().replicas().stream()
                  .map(ReplicaStatus::leadership)
                  .anyMatch(ReplicaStatus.Leadership::leads)) {
            NodeId leader = done.value().node();
            return leader.name();
          }
        }
      }
    }
    throw new AssertionError("nobody leads in " + region);
  }
}
