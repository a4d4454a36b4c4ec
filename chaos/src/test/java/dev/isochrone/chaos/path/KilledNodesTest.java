package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.AP_SOUTH;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.client.Table;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.zone.store.content.Ledger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Nodes that end as in a crash, and come back from Xodus and their logs: no acknowledged write is
 * missing, on any replica of any region.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class KilledNodesTest {
  @TempDir Path dir;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = World.start(dir);
  }

  @AfterEach
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void leaderKilledUnderWrites_andRestarted_hasLostNothing() throws Exception {
    Table table = world.client(EU_WEST).table("cities");
    SortedMap<Integer, Document> acknowledged = new TreeMap<>(putAll(table, 0, 400));
    NodeId leader = world.leader(EU_WEST);

    List<CompletableFuture<WriteAnswer>> underWay = putting(table, 400, 800);
    world.cluster.kill(leader);
    acknowledged.putAll(acknowledged(underWay, 400));
    acknowledged.putAll(putAll(table, 800, 1_000));
    world.cluster.start(leader);

    world.awaitLeaders();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(600);
    agree(EU_WEST, acknowledged);
  }

  @Test
  void allNodesOfARegionKilled_andRestarted_haveLostNothing_andTheOthersCatchUp() throws Exception {
    Table table = world.client(AP_SOUTH).table("cities");
    SortedMap<Integer, Document> acknowledged = putAll(table, 0, 500);

    List<NodeId> nodes = world.nodes(EU_WEST).stream().map(NodeEntry::id).toList();
    world.cluster.kill(nodes);
    for (NodeId node : nodes) {
      world.cluster.start(node);
    }
    world.awaitLeaders();
    acknowledged.putAll(putAll(table, 500, 600));

    for (Region region : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      agree(region, acknowledged);
    }
  }

  @Test
  void receivingRegionKilled_andRestarted_catchesUp_fromItsCursor() throws Exception {
    Table table = world.client(EU_WEST).table("cities");
    SortedMap<Integer, Document> acknowledged = putAll(table, 0, 200);
    List<NodeId> nodes = world.nodes(US_EAST).stream().map(NodeEntry::id).toList();

    world.cluster.kill(nodes);
    acknowledged.putAll(putAll(table, 200, 400));
    for (NodeId node : nodes) {
      world.cluster.start(node);
    }

    agree(US_EAST, acknowledged);
  }

  /** All replicas of the region have the rows, and equal digests at one position. */
  private void agree(Region region, SortedMap<Integer, Document> rows) throws RefusedException {
    Table table = world.client(region).table("cities");
    int last = rows.lastKey();
    World.await()
        .untilAsserted(
            () ->
                assertThat(table.get("FR/" + last, Consistency.EVENTUAL).document())
                    .contains(rows.get(last)));
    List<Ledger> ledgers = world.settled(region);
    assertThat(ledgers.stream().map(Ledger::digest).distinct()).hasSize(1);
    rows.forEach(
        (id, document) -> {
          try {
            assertThat(table.get("FR/" + id, Consistency.STRONG).document()).contains(document);
            assertThat(table.get("FR/" + id, Consistency.EVENTUAL).document()).contains(document);
          } catch (RefusedException refused) {
            throw new AssertionError(refused);
          }
        });
  }

  private static SortedMap<Integer, Document> putAll(Table table, int from, int to) {
    List<CompletableFuture<WriteAnswer>> puts = putting(table, from, to);
    SortedMap<Integer, Document> done = acknowledged(puts, from);
    assertThat(done).hasSize(to - from);
    return done;
  }

  private static List<CompletableFuture<WriteAnswer>> putting(Table table, int from, int to) {
    List<CompletableFuture<WriteAnswer>> puts = new ArrayList<>();
    for (int id = from; id < to; id++) {
      puts.add(table.putAsync(new KeyForm.Text("FR/" + id), document(id), Condition.None.NONE));
    }
    return puts;
  }

  /** The rows whose puts were acknowledged; the others' outcome must not be known. */
  private static SortedMap<Integer, Document> acknowledged(
      List<CompletableFuture<WriteAnswer>> puts, int from) {
    SortedMap<Integer, Document> done = new TreeMap<>();
    for (int i = 0; i < puts.size(); i++) {
      try {
        puts.get(i).join();
        done.put(from + i, document(from + i));
      } catch (CompletionException failed) {
        assertThat(failed.getCause())
            .isInstanceOfSatisfying(
                RefusedException.class,
                refused -> assertThat(refused.refusal().kind()).isEqualTo(RefusalKind.UNKNOWN));
      }
    }
    return done;
  }

  private static Document document(int id) {
    return Document.of(Map.of("name", new Value.Text("city " + id)));
  }
}
