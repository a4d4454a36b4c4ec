package dev.isochrone.chaos.path;

import static dev.isochrone.chaos.path.UnevenWorld.ONE;
import static dev.isochrone.chaos.path.UnevenWorld.PARTITIONS;
import static dev.isochrone.chaos.path.UnevenWorld.THREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One partition here, three there, and what an operator sees and does between them. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class UnevenRegionsTest {
  private static final int ROWS = 60;
  private static final int LATER_ROWS = 25;
  private static final int BOUND_ROWS = 7;

  private UnevenWorld world;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    world = UnevenWorld.start(dir);
  }

  @AfterEach
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void regions_ofOneAndThreePartitions_comeToTheSame_alsoAfterAPause() throws Exception {
    IsochroneClient here = world.client(ONE);
    IsochroneClient there = world.client(THREE);
    put(here.table("people"), "FR", 0, BOUND_ROWS);
    put(here.table("cities"), "FR", 0, ROWS);
    put(there.table("cities"), "US", 0, ROWS);

    awaitRows(there.table("cities"), "FR", ROWS);
    awaitRows(here.table("cities"), "US", ROWS);
    assertThat(liveCitiesPerPartition()).allMatch(rows -> rows > 0);
    awaitNothingOwed();
    assertThat(link("state")).isEqualTo("streaming");
    assertThat(number("rows_behind")).isZero();
    assertThat(number("held_back")).isEqualTo(BOUND_ROWS);
    assertThat(number("lag_millis")).isBetween(0L, 10_000L);

    assertThat(replication("pause", "--from", "eu-west", "--to", "us-east")).isZero();
    put(here.table("cities"), "FR", ROWS, LATER_ROWS);
    put(there.table("cities"), "US", ROWS, LATER_ROWS);
    awaitRows(here.table("cities"), "US", ROWS + LATER_ROWS); // The other way nothing is paused.
    assertThat(link("state")).isEqualTo("paused");
    assertThat(number("rows_behind")).isEqualTo(LATER_ROWS);
    assertThat(number("bytes_behind")).isPositive();
    assertThat(cursors()).allMatch(cursor -> cursor == ROWS + BOUND_ROWS);
    long trueLag = PhysicalClock.system().millis() - leastFrontier().millis();
    assertThat(number("lag_millis")).isBetween(trueLag, trueLag + 10_000);

    world.kill(world.lone()); // The next leader keeps the pause.
    world.start(ONE, world.lone());
    world.awaitLeaders();
    World.await().until(() -> link("state").equals("paused"));
    assertThat(number("rows_behind")).isEqualTo(LATER_ROWS);
    assertThat(cursors()).allMatch(cursor -> cursor == ROWS + BOUND_ROWS);

    // A leader that has just begun may ask to try again, and says so by its exit code.
    World.await().until(() -> replication("resume", "--from", "eu-west", "--to", "us-east") == 0);
    awaitRows(there.table("cities"), "FR", ROWS + LATER_ROWS);
    awaitNothingOwed();
    assertThat(cursors()).allMatch(cursor -> cursor == ROWS + LATER_ROWS + BOUND_ROWS);
    assertThat(liveCitiesPerPartition().stream().mapToLong(x -> x).sum())
        .isEqualTo(2 * (ROWS + LATER_ROWS));
  }

  @Test
  void rows_boundToADomain_areInNoOtherRegion_whichSaysSoAndForwards() throws Exception {
    Table here = world.client(ONE).table("people");
    put(here, "FR", 0, BOUND_ROWS);
    awaitNothingOwed();

    Table there = world.client(THREE).table("people");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(world.replica(THREE, partition).ledger().maps().counts().keySet())
          .noneMatch(count -> count.tableId() == UnevenWorld.PEOPLE);
    }
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> there.get("FR/0", Consistency.EVENTUAL));
    assertThat(refused.refusal().code()).isEqualTo(RefusalCode.NOT_RESIDENT);
    assertThat(refused.refusal().message()).contains("domain eu,");
    assertThat(there.get("FR/0", Consistency.STRONG).document()).contains(row("FR", 0));
    assertThat(there.where("FR/0").copies()).extracting(copy -> copy.region()).containsExactly(ONE);

    StringWriter status = new StringWriter();
    assertThat(command(status, "status")).isZero();
    assertThat(status.toString().lines().toList())
        .anyMatch(
            line ->
                line.startsWith(
                        "unwise  residency domain eu is the region eu-west alone: [default.people]")
                    && line.endsWith("are lost with it"))
        .last()
        .isEqualTo("  next  isochrone residency list");
    status = new StringWriter();
    assertThat(command(status, "status", "-o", "json")).isZero();
    assertThat(new ObjectMapper().readTree(status.toString()).path("findings"))
        .extracting(finding -> finding.path("what").asText())
        .containsExactly("residency");
  }

  private static void put(Table table, String country, int first, int rows) throws Exception {
    for (int i = first; i < first + rows; i++) {
      table.put(country + "/" + i, row(country, i));
    }
  }

  private static Document row(String country, int id) {
    return Document.of(Map.of("name", new Value.Text(country + " " + id)));
  }

  private static void awaitRows(Table table, String country, int rows) {
    World.await()
        .untilAsserted(
            () -> {
              for (int i = 0; i < rows; i++) {
                assertThat(table.get(country + "/" + i, Consistency.EVENTUAL).document())
                    .contains(row(country, i));
              }
            });
  }

  /** All that the sending region gave out is acknowledged, in its log too. */
  private void awaitNothingOwed() {
    World.await()
        .until(
            () -> {
              Ledger.OutboxMarks outbox = world.replica(ONE, 0).ledger().outbox();
              return outbox.last() == outbox.trimmed() && number("rows_behind") == 0;
            });
  }

  private List<Long> liveCitiesPerPartition() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(
            partition ->
                world.replica(THREE, partition).ledger().maps().counts().values().stream()
                    .mapToLong(rows -> rows)
                    .sum())
        .toList();
  }

  /** What each receiving partition has applied of the sending one. */
  private List<Long> cursors() {
    OriginPartition origin = new OriginPartition(new Origin(1), 0);
    return IntStream.range(0, PARTITIONS)
        .mapToObj(
            partition ->
                world
                    .replica(THREE, partition)
                    .ledger()
                    .maps()
                    .cursors()
                    .getOrDefault(origin, Cursor.NONE)
                    .sequence())
        .toList();
  }

  private HlcTimestamp leastFrontier() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> world.replica(THREE, partition).frontier(new Origin(1)).frontier())
        .min(HlcTimestamp::compareTo)
        .orElseThrow();
  }

  private String link(String field) throws Exception {
    return status().path(field).asText();
  }

  private long number(String field) throws Exception {
    return status().path(field).asLong(-1);
  }

  private JsonNode status() throws Exception {
    StringWriter out = new StringWriter();
    int unused = run(out, "status", "--from", "eu-west", "-o", "json");
    List<JsonNode> links = new ArrayList<>();
    new ObjectMapper().readTree(out.toString()).path("links").forEach(links::add);
    assertThat(links).hasSize(1);
    return links.get(0);
  }

  private int replication(String... words) {
    return run(new StringWriter(), words);
  }

  private int run(StringWriter out, String... words) {
    List<String> all = new ArrayList<>(List.of("replication"));
    all.addAll(List.of(words));
    return command(out, all.toArray(String[]::new));
  }

  private int command(StringWriter out, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    Region other = THREE; // Any node will do to learn the directory from.
    all.addAll(List.of("--endpoints", world.endpoint(other)));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(out, true), all.toArray(String[]::new));
  }
}
