package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.AP_SOUTH;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Main;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScannedRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Scans of real regions: at home, nearby, and through the loss of a leader. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScanTest {
  private World world;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    world = World.start(dir);
  }

  @AfterAll
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void strongScan_fromAnywhere_seesEveryAcknowledgedWrite_inOrder() throws Exception {
    Table table = world.client(AP_SOUTH).table("cities");
    putAll(table, "FR", 0, 1_500);
    table.delete("FR/7");

    try (RowScan scan = table.scan(of("FR"))) {
      List<Long> expected = LongStream.range(0, 1_500).filter(id -> id != 7).boxed().toList();
      assertThat(ids(scan)).isEqualTo(expected);
      assertThat(scan.header().orElseThrow().served().region()).isEqualTo(EU_WEST);
      assertThat(scan.header().orElseThrow().staleness()).contains(Duration.ZERO);
      assertThat(scan.resumptions()).isZero();
    }
  }

  @Test
  void eventualScan_ofAnotherRegionsRows_isServedNearby_andSaysHowOld() throws Exception {
    putAll(world.client(EU_WEST).table("cities"), "DE", 0, 200);
    Table nearby = world.client(US_EAST).table("cities");

    World.await()
        .untilAsserted(
            () -> {
              try (RowScan scan =
                  nearby.scan(of("DE"), ScanOptions.DEFAULT.with(Consistency.EVENTUAL))) {
                assertThat(ids(scan)).hasSize(200);
                assertThat(scan.header().orElseThrow().served().region()).isEqualTo(US_EAST);
                assertThat(scan.header().orElseThrow().staleness()).isPresent();
              }
            });
  }

  @Test
  void wholeTable_isScannedNearby_inAnyOrder_onceEachRow() throws Exception {
    putAll(world.client(EU_WEST).table("cities"), "ES", 0, 50);
    putAll(world.client(EU_WEST).table("cities"), "IN", 0, 50);
    Table nearby = world.client(AP_SOUTH).table("cities");

    World.await()
        .untilAsserted(
            () -> {
              assertThat(keys(nearby, ScanRange.ALL)).doesNotHaveDuplicates();
              assertThat(keys(nearby, ScanRange.ALL))
                  .filteredOn(key -> isOf(key, "ES") || isOf(key, "IN"))
                  .hasSize(100);
            });
  }

  @Test
  void leaderKilledInTheMiddle_scanGoesOnAtTheNext_withoutAGapOrARepeatedRow() throws Exception {
    Table table = world.client(US_EAST).table("cities");
    // More than the connection takes before its reader does.
    putAll(table, "US", 0, 300, "x".repeat(20_000));
    NodeId leader = world.leader(US_EAST);

    List<Long> ids = new ArrayList<>();
    try (RowScan scan = table.scan(of("US"), ScanOptions.DEFAULT.inPagesOf(20))) {
      for (int i = 0; i < 10; i++) {
        ids.add(id(scan.next().orElseThrow().key()));
      }
      world.cluster.kill(leader);
      ids.addAll(ids(scan));

      assertThat(scan.resumptions()).isPositive();
      assertThat(scan.header().orElseThrow().served().node()).isNotEqualTo(leader);
    } finally {
      world.cluster.start(leader);
      world.awaitLeaders();
    }
    assertThat(ids).isEqualTo(LongStream.range(0, 300).boxed().toList());
  }

  @Test
  void command_scansInPages_andItsTokenGoesOn() throws Exception {
    putAll(world.client(EU_WEST).table("cities"), "IT", 0, 5);
    String endpoint = world.nodes(US_EAST).get(0).client().address();

    List<String> first =
        say("scan", "cities", "IT", "--limit", "3", "-o", "json", "--endpoints", endpoint);
    String last = first.get(first.size() - 1);
    String token = last.replaceAll(".*\"resume\":\"([^\"]*)\".*", "$1");
    List<String> rest =
        say("scan", "cities", "IT", "--resume", token, "-o", "json", "--endpoints", endpoint);
    List<String> between =
        say("scan", "cities", "IT", "--from", "IT/1", "--to", "IT/3", "--endpoints", endpoint);

    assertThat(first).hasSize(4);
    assertThat(first.get(0)).contains("\"key\":\"IT/0\"", "\"row\":{\"name\":\"city 0\"}");
    assertThat(last).contains("\"rows\":3");
    assertThat(rest).hasSize(3);
    assertThat(rest.get(0)).contains("\"key\":\"IT/3\"");
    assertThat(rest.get(2)).doesNotContain("\"resume\":");
    assertThat(between.subList(0, 2))
        .containsExactly("IT/1  {\"name\":\"city 1\"}", "IT/2  {\"name\":\"city 2\"}");
    assertThat(between.get(2)).startsWith("2 rows, served by eu-west");
  }

  private static List<String> say(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertThat(exitCode).as(err.toString()).isZero();
    return out.toString().lines().toList();
  }

  private static void putAll(Table table, String country, int from, int to) {
    putAll(table, country, from, to, "city ");
  }

  private static void putAll(Table table, String country, int from, int to, String name) {
    List<CompletableFuture<WriteAnswer>> puts = new ArrayList<>();
    for (int id = from; id < to; id++) {
      Document document = Document.of(Map.of("name", new Value.Text(name + id)));
      puts.add(table.putAsync(new KeyForm.Text(country + "/" + id), document, Condition.None.NONE));
      if (puts.size() % 500 == 0) {
        puts.forEach(CompletableFuture::join); // Fewer than a client takes at once.
      }
    }
    puts.forEach(CompletableFuture::join);
  }

  private static ScanRange of(String country) {
    return ScanRange.of(Key.of(new KeyPart.Text(country)));
  }

  private static List<Key> keys(Table table, ScanRange range) throws RefusedException {
    List<Key> keys = new ArrayList<>();
    try (RowScan scan = table.scan(range)) {
      for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
        keys.add(row.get().key());
      }
    }
    return keys;
  }

  private static boolean isOf(Key key, String country) {
    return key.parts().get(0).equals(new KeyPart.Text(country));
  }

  private static List<Long> ids(RowScan scan) throws RefusedException {
    List<Long> ids = new ArrayList<>();
    for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
      ids.add(id(row.get().key()));
    }
    return ids;
  }

  private static long id(Key key) {
    return ((KeyPart.Int64) key.parts().get(1)).value();
  }
}
