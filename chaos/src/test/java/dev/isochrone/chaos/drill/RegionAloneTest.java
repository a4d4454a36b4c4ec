package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.local.world.FreeNetwork;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A region that loses its controllers, and then all other regions: real processes, ended by
 * SIGKILL. It serves its own rows strongly all the while, also from nodes that start anew; and what
 * comes back catches up by itself.
 */
@ResourceLock("worlds")
class RegionAloneTest {
  private static final Region EU = new Region("eu-west");
  private static final Region US = new Region("us-east");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROWS = 50;

  @Test
  @Timeout(600)
  void regionLeftAlone_servesItsOwnRowsStrongly_andTheOthersCatchUpWhenTheyAreBack(
      @TempDir Path dir) throws Exception {
    LocalWorld world = world(dir);
    try {
      world.up(PATIENCE, waitedFor -> {});
      createTable(world, "orders");
      writeAndRead(world, "together");

      world.kill(named(world, server -> server.kind() == LocalWorld.Kind.CONTROLLER));
      writeAndRead(world, "no controllers");

      world.kill(named(world, server -> server.region().equals(US)));
      writeAndRead(world, "no other region");

      world.kill(List.of("eu-west-b"));
      world.start(List.of("eu-west-b"));
      awaitServing(world, "eu-west-b");
      world.kill(List.of("eu-west-a")); // Now the one that started from its disk is needed.
      writeAndRead(world, "one node from its disk");
      assertThatThrownBy(() -> createTable(world, "later")).isInstanceOf(RefusedException.class);

      world.start(List.of("eu-west-a", "us-east-a"));
      awaitServing(world, "us-east-a");
      awaitCopies(world, "together", "no controllers", "no other region", "one node from its disk");

      world.start(named(world, server -> server.kind() == LocalWorld.Kind.CONTROLLER));
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreException(RefusedException.class)
          .untilAsserted(() -> createTable(world, "later"));
    } finally {
      world.kill(named(world, server -> true));
    }
  }

  private static LocalWorld world(Path dir) throws Exception {
    SortedMap<Region, List<Zone>> regions = new TreeMap<>();
    regions.put(EU, List.of(new Zone("a"), new Zone("b"), new Zone("c")));
    regions.put(US, List.of(new Zone("a")));
    return LocalWorld.create(
        dir,
        WorldFile.plan(
            "alone", regions, /* partitions= */ 1, FreeNetwork.find(RandomGenerator.getDefault())),
        Installed.program());
  }

  private static List<String> named(LocalWorld world, Predicate<LocalWorld.Server> which) {
    return world.servers().stream().filter(which).map(LocalWorld.Server::name).toList();
  }

  private static ClientConfig clientOf(LocalWorld world, Region region) {
    return ClientConfig.to(
            world.servers().stream()
                .filter(
                    server ->
                        server.kind() == LocalWorld.Kind.NODE && server.region().equals(region))
                .map(server -> server.serves().toString())
                .toArray(String[]::new))
        .from(region)
        .within(Duration.ofSeconds(20));
  }

  private static void createTable(LocalWorld world, String name) throws Exception {
    TableName table = TableName.parse(name);
    try (IsochroneClient client = IsochroneClient.connect(clientOf(world, EU))) {
      client
          .schema()
          .createTable(
              new TableSpec(
                  1,
                  table,
                  List.of(
                      new KeyColumn("region", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
                  1,
                  List.of(),
                  new TableSpec.Placement(
                      TableLocality.REGIONAL_BY_ROW,
                      new HomeRule.ByRegionColumn("region"),
                      Partitioning.HASH),
                  TableSpec.Versions.FIRST));
      assertThat(client.schema().awaitEverywhere(directory -> directory.table(table).isPresent()))
          .isEmpty();
    }
  }

  /** Rows of the region, each read strongly as it was written. */
  private static void writeAndRead(LocalWorld world, String phase) throws Exception {
    try (IsochroneClient client = IsochroneClient.connect(clientOf(world, EU))) {
      Table orders = client.table("orders");
      for (int i = 0; i < ROWS; i++) {
        String key = "eu-west/" + key(phase, i);
        Document row = Document.of(Map.of("phase", new Value.Text(phase)));
        orders.put(key, row);
        assertThat(orders.get(key, Consistency.STRONG).document()).contains(row);
      }
    }
  }

  private static void awaitCopies(LocalWorld world, String... phases) throws Exception {
    try (IsochroneClient client = IsochroneClient.connect(clientOf(world, US))) {
      Table orders = client.table("orders");
      for (String phase : phases) {
        for (int i = 0; i < ROWS; i++) {
          String key = "eu-west/" + key(phase, i);
          Awaitility.await()
              .atMost(PATIENCE)
              .until(
                  () -> {
                    var read = orders.get(key, Consistency.EVENTUAL);
                    assertThat(read.header().served().region()).isEqualTo(US);
                    return read.document().isPresent();
                  });
        }
      }
    }
  }

  private static long key(String phase, int i) {
    return Integer.toUnsignedLong(phase.hashCode()) * 1_000 + i;
  }

  private static void awaitServing(LocalWorld world, String name) {
    String address =
        world.servers().stream()
            .filter(server -> server.name().equals(name))
            .map(server -> server.serves().toString())
            .findAny()
            .orElseThrow();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(RefusedException.class)
        .untilAsserted(
            () -> {
              try (IsochroneClient client =
                  IsochroneClient.connect(ClientConfig.to(address).within(Duration.ofSeconds(2)))) {
                assertThat(client.directory().table(TableName.parse("orders"))).isPresent();
              }
            });
  }
}
