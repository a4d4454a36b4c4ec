package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.client.Table;
import dev.isochrone.local.LocalClusterConfig.Geography;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.wire.cluster.LinkOrder;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Two regions that write the same rows while nothing passes between them, over one partition
 * against three.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class ManyRegionsTest {
  private static final int KEYS = 1_000;
  private static final TableName CARTS = TableName.parse("carts");

  @TempDir Path dir;
  private @Nullable World world;

  @AfterEach
  void stop() {
    assertThat(world().faults()).isEmpty();
    world().close();
  }

  @Test
  void lww_afterAPause_regionsAreAlike_andEachTrueLoserIsRecordedOnce() throws Exception {
    begin(ConflictPolicy.LWW);
    Table europe = world().client(EU_WEST).table(CARTS.toString());
    Table america = world().client(US_EAST).table(CARTS.toString());
    putAll(europe, "both have seen it");
    settle();
    pause(true);

    // Europe overwrites its own: those are no losses, though they arrive late.
    putAll(europe, "an overwritten one");
    putAll(europe, "Europe's last");
    putAll(america, "America's last");
    pause(false);
    settle();

    assertThat(documents(europe)).isEqualTo(documents(america)).hasSize(KEYS);
    assertThat(documents(america).values()).containsOnly("America's last");
    List<Conflict> recorded = conflicts(europe);
    assertThat(recorded).isEqualTo(conflicts(america)).hasSize(KEYS);
    assertThat(recorded)
        .allSatisfy(
            conflict -> {
              assertThat(conflict.loser().region()).contains(EU_WEST);
              assertThat(conflict.withdrawn()).isFalse();
              assertThat(conflict.document().map(ManyRegionsTest::text)).contains("Europe's last");
            });
  }

  @Test
  void vector_afterAPause_bothSiblingsAreRead_andOneWriteSettlesThemEverywhere() throws Exception {
    begin(ConflictPolicy.VECTOR);
    Table europe = world().client(EU_WEST).table(CARTS.toString());
    Table america = world().client(US_EAST).table(CARTS.toString());
    pause(true);
    putAll(europe, "Europe's");
    putAll(america, "America's");
    pause(false);
    settle();

    for (Table table : List.of(europe, america)) {
      for (int i = 0; i < KEYS; i += 97) {
        assertThat(read(table, i).documents())
            .extracting(ManyRegionsTest::text)
            .containsExactlyInAnyOrder("Europe's", "America's");
      }
    }
    for (int i = 0; i < KEYS; i++) {
      europe.put(key(i), document("settled"), read(europe, i).context().orElseThrow());
    }
    settle();

    assertThat(documents(america)).isEqualTo(documents(europe)).hasSize(KEYS);
    assertThat(documents(america).values()).containsOnly("settled");
    assertThat(conflicts(europe)).isEmpty();
  }

  private void begin(ConflictPolicy policy) throws Exception {
    List<Zone> zones = List.of(new Zone("a"), new Zone("b"), new Zone("c"));
    List<Zone> one = List.of(new Zone("a"));
    world =
        World.start(
            dir,
            new TreeMap<>(Map.of(EU_WEST, zones, US_EAST, one)),
            List.of(carts(policy)),
            Geography.PLAIN.partitions(US_EAST, 3));
  }

  private World world() {
    return Objects.requireNonNull(world);
  }

  private static TableSpec carts(ConflictPolicy policy) {
    return new TableSpec(
        1,
        CARTS,
        List.of(new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        TableSpec.Placement.multiMaster(policy),
        TableSpec.Versions.FIRST);
  }

  private void pause(boolean paused) throws RefusedException {
    for (Region from : List.of(EU_WEST, US_EAST)) {
      Region to = from.equals(EU_WEST) ? US_EAST : EU_WEST;
      World.await()
          .ignoreExceptions()
          .until(
              () -> world().client(from).order(new LinkOrder(from, to, paused)),
              noted -> noted.size() == partitions(from));
    }
  }

  /**
   * Waits until nothing is owed, and all replicas of a partition agree. Twice, since what arrives
   * from one region may make the other owe its verdict.
   */
  private void settle() {
    for (Region region : List.of(EU_WEST, US_EAST, EU_WEST, US_EAST)) {
      for (int partition = 0; partition < partitions(region); partition++) {
        world().settled(region, partition);
      }
    }
  }

  private int partitions(Region region) {
    return world().cluster.directory().region(region).orElseThrow().layout().partitions().size();
  }

  private static void putAll(Table table, String text) {
    List<CompletableFuture<WriteAnswer>> writes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      writes.add(table.putAsync(key(i), document(text), Condition.None.NONE));
    }
    writes.forEach(CompletableFuture::join);
  }

  private static Map<Integer, String> documents(Table table) throws RefusedException {
    Map<Integer, String> documents = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) {
      int id = i;
      read(table, i).document().ifPresent(found -> documents.put(id, text(found)));
    }
    return documents;
  }

  private static ReadAnswer read(Table table, int id) throws RefusedException {
    return table.get(key(id), Consistency.REGION_STRONG);
  }

  /** In the order of their ids, whatever the partitions are. */
  private static List<Conflict> conflicts(Table table) throws RefusedException {
    Map<Bytes, Conflict> byId = new TreeMap<>();
    Bytes from = Bytes.EMPTY;
    do {
      ConflictPage page = table.conflicts(from, 100);
      for (Conflict conflict : page.conflicts()) {
        assertThat(byId.put(conflict.id(), conflict)).as("a record twice").isNull();
      }
      from = page.next();
    } while (!from.isEmpty());
    return List.copyOf(byId.values());
  }

  private static KeyForm key(int id) {
    return new KeyForm.Typed(Key.of(new KeyPart.Int64(id)));
  }

  private static Document document(String text) {
    return Document.of(Map.of("text", new Value.Text(text)));
  }

  private static String text(Document document) {
    return ((Value.Text) Objects.requireNonNull(document.fields().get("text"))).value();
  }
}
