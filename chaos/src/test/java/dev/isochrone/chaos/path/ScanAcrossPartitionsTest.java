package dev.isochrone.chaos.path;

import static dev.isochrone.chaos.path.UnevenWorld.ONE;
import static dev.isochrone.chaos.path.UnevenWorld.THREE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScannedRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A whole table read in a region of one partition, and in one of three that lie on a node each. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class ScanAcrossPartitionsTest {
  private static final int ROWS = 90;

  private final SortedMap<String, Document> model = new TreeMap<>();
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
  void wholeTable_hasTheSameRowsInEveryRegion_howeverItIsReadAndGoneOnWith() throws Exception {
    Table here = world.client(ONE).table("cities");
    Table there = world.client(THREE).table("cities");
    for (int i = 0; i < ROWS; i++) {
      put(here, "FR/" + i, i);
      put(there, "US/" + i, i);
    }
    for (int i = 0; i < ROWS; i += 7) {
      here.delete("FR/" + i);
      model.remove("FR/" + i);
    }
    for (int i = 1; i < ROWS; i += 9) {
      put(here, "US/" + i, 1_000 + i);
    }

    for (Table table : List.of(here, there)) {
      World.await().untilAsserted(() -> assertThat(all(table)).isEqualTo(model));
    }
    assertThat(inOneGo(there)).isEqualTo(inOneGo(here)); // The order is that of the slots.
    for (Table table : List.of(here, there)) {
      assertThat(pageByPage(table, table)).isEqualTo(inOneGo(here));
    }
    // A token is good in any region.
    assertThat(pageByPage(there, here)).isEqualTo(inOneGo(here));
    assertThat(between(there, "FR/20", "FR/50"))
        .isEqualTo(model.keySet().stream().filter(key -> isBetween(key, 20, 50)).toList());

    long french = model.keySet().stream().filter(key -> key.startsWith("FR")).count();
    for (Region region : List.of(ONE, THREE)) {
      JsonNode counted = count(region);
      assertThat(counted.path("rows").asLong()).isEqualTo(model.size());
      assertThat(counted.path("homes").path("eu-west").asLong()).isEqualTo(french);
      assertThat(counted.path("homes").path("us-east").asLong()).isEqualTo(model.size() - french);
      assertThat(counted.path("region").asText()).isEqualTo(region.name());
      assertThat(counted.path("resumptions").asLong(-1)).isZero();
    }
  }

  private void put(Table table, String key, int number) throws RefusedException {
    Document row = Document.of(Map.of("name", new Value.Text("city " + number)));
    table.put(key, row);
    model.put(key, row);
  }

  private static SortedMap<String, Document> all(Table table) throws RefusedException {
    SortedMap<String, Document> rows = new TreeMap<>();
    try (RowScan scan = table.scan(ScanRange.ALL, ScanOptions.DEFAULT.inPagesOf(4))) {
      for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
        assertThat(rows.put(text(row.get()), row.get().document().orElseThrow())).isNull();
      }
      assertThat(scan.resume()).isEqualTo(Bytes.EMPTY);
    }
    return rows;
  }

  private static List<String> inOneGo(Table table) throws RefusedException {
    List<String> keys = new ArrayList<>();
    try (RowScan scan = table.scan(ScanRange.ALL)) {
      for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
        keys.add(text(row.get()));
      }
    }
    return keys;
  }

  /** Every few rows another scan goes on, by turns at one place and the other. */
  private static List<String> pageByPage(Table table, Table other) throws RefusedException {
    List<String> keys = new ArrayList<>();
    Bytes token = Bytes.EMPTY;
    int scans = 0;
    do {
      ScanOptions some = ScanOptions.DEFAULT.limitedTo(7).inPagesOf(7).after(token);
      try (RowScan scan = (scans++ % 2 == 0 ? table : other).scan(ScanRange.ALL, some)) {
        for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
          keys.add(text(row.get()));
        }
        token = scan.resume();
      }
    } while (!token.isEmpty());
    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    return keys;
  }

  private static List<String> between(Table table, String from, String to) throws Exception {
    List<ScannedRow> rows = new ArrayList<>();
    ScanRange range = ScanRange.ALL.from(key(from)).to(key(to));
    try (RowScan scan = table.scan(range)) {
      for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
        rows.add(row.get());
      }
    }
    return rows.stream().map(ScanAcrossPartitionsTest::text).sorted().toList();
  }

  private static boolean isBetween(String key, long from, long to) {
    long id = Long.parseLong(key.substring(3));
    return key.startsWith("FR") && id >= from && id < to;
  }

  private static Key key(String text) {
    return Key.of(
        new KeyPart.Text(text.substring(0, 2)),
        new KeyPart.Int64(Long.parseLong(text.substring(3))));
  }

  private static String text(ScannedRow row) {
    return KeyText.format(row.key());
  }

  private JsonNode count(Region region) throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter printed = new PrintWriter(out, true);
    int exitCode =
        Main.run(
            printed,
            printed,
            "scan",
            "cities",
            "--count",
            "-o",
            "json",
            "--region",
            region.name(),
            "--endpoints",
            world.endpoint(region));
    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString().lines()).hasSize(1);
    return new ObjectMapper().readTree(out.toString());
  }
}
