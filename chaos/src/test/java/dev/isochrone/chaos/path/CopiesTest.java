package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.AP_SOUTH;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tables with fewer copies than regions: who has rows, who serves them, and what says so. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopiesTest {
  private static final int EVERYWHERE = 1;
  private static final int NEAREST = 2;
  private static final int HOME_ALONE = 3;
  private static final int ROWS = 20;

  private World world;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    List<Zone> zone = List.of(new Zone("a"));
    world =
        World.start(
            dir,
            new TreeMap<>(Map.of(EU_WEST, zone, US_EAST, zone, AP_SOUTH, zone)),
            List.of(
                table(EVERYWHERE, "everywhere", Copies.ALL),
                table(NEAREST, "nearest", new Copies(1)),
                table(HOME_ALONE, "alone", Copies.NONE)),
            LocalClusterConfig.Geography.PLAIN
                .coordinates(EU_WEST, new Coordinates(53_350_000, -6_260_000))
                .coordinates(US_EAST, new Coordinates(40_000_000, -83_000_000))
                .coordinates(AP_SOUTH, new Coordinates(19_080_000, 72_880_000)));
    for (Region home : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      IsochroneClient client = world.client(home);
      for (String table : List.of("nearest", "alone", "everywhere")) {
        for (int i = 0; i < ROWS; i++) {
          client.table(table).put("/" + i, row(home, i));
        }
      }
    }
    // The last of all has arrived, and so has everything before it.
    for (Region region : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      Table last = world.client(region).table("everywhere");
      World.await()
          .untilAsserted(
              () -> {
                for (Region home : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
                  assertThat(last.get(home + "/" + (ROWS - 1), Consistency.EVENTUAL).isFound())
                      .isTrue();
                }
              });
    }
  }

  @AfterAll
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void rows_areInTheRegionsThatHaveCopies_andInNoOther() {
    assertThat(rows(EU_WEST, EVERYWHERE)).isEqualTo(3 * ROWS);
    // Nearest to Dublin is Ohio, to both others Dublin.
    assertThat(rows(EU_WEST, NEAREST)).isEqualTo(3 * ROWS);
    assertThat(rows(US_EAST, NEAREST)).isEqualTo(2 * ROWS);
    assertThat(rows(AP_SOUTH, NEAREST)).isEqualTo(ROWS);
    for (Region region : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      assertThat(rows(region, HOME_ALONE)).isEqualTo(ROWS);
    }
  }

  @Test
  void nearbyRead_isServedByACopy_orWhereThereIsNone_byTheHome() throws Exception {
    Table indian = world.client(AP_SOUTH).table("nearest");
    Table american = world.client(US_EAST).table("nearest");

    ReadAnswer copied = american.get("eu-west/3", Consistency.EVENTUAL);
    ReadAnswer fetched = indian.get("us-east/3", Consistency.EVENTUAL);
    ReadAnswer regional = indian.get("us-east/3", Consistency.REGION_STRONG);

    assertThat(copied.document()).contains(row(EU_WEST, 3));
    assertThat(copied.header().served().region()).isEqualTo(US_EAST);
    assertThat(fetched.document()).contains(row(US_EAST, 3));
    assertThat(fetched.header().served().region()).isNotEqualTo(AP_SOUTH);
    assertThat(regional.document()).contains(row(US_EAST, 3));
    assertThat(regional.header().served().region()).isEqualTo(US_EAST);
    assertThat(indian.get("us-east/3").document()).contains(row(US_EAST, 3));
  }

  @Test
  void anyTool_isForwarded_fromARegionWithoutACopy() {
    String endpoint = world.nodes(AP_SOUTH).get(0).client().address();
    ManagedChannel channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try {
      GetAnswer found =
          DataGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .get(
                  GetRequest.newBuilder()
                      .setTable("alone")
                      .setKey(dev.isochrone.api.v1.Key.newBuilder().setText("eu-west/4"))
                      .setConsistency(
                          dev.isochrone.api.v1.Consistency.newBuilder()
                              .setLevel(dev.isochrone.api.v1.Consistency.Level.EVENTUAL))
                      .build());

      assertThat(found.getFound()).isTrue();
      assertThat(found.getHeader().getRegion()).isEqualTo("eu-west");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void where_namesTheRegionsWithCopies() throws Exception {
    assertThat(copies("nearest", "us-east/1")).containsExactly(EU_WEST, US_EAST);
    assertThat(copies("nearest", "ap-south/1")).containsExactly(AP_SOUTH, EU_WEST);
    assertThat(copies("alone", "ap-south/1")).containsExactly(AP_SOUTH);
    assertThat(copies("everywhere", "ap-south/1")).hasSize(3);
  }

  @Test
  void scan_showsAllRows_orIsRefused_andNeverAPartAsIfItWereAll() throws Exception {
    Table nearest = world.client(AP_SOUTH).table("nearest");
    Table alone = world.client(EU_WEST).table("alone");

    try (RowScan scan = nearest.scan(ScanRange.ALL)) {
      assertThat(count(scan)).isEqualTo(3 * ROWS);
      assertThat(scan.header().orElseThrow().served().region()).isEqualTo(EU_WEST);
    }
    try (RowScan scan =
        nearest.scan(
            ScanRange.of(Key.of(new KeyPart.Text("us-east"))),
            ScanOptions.DEFAULT.with(Consistency.EVENTUAL))) {
      assertThat(count(scan)).isEqualTo(ROWS);
      assertThat(scan.header().orElseThrow().served().region()).isNotEqualTo(AP_SOUTH);
    }
    try (RowScan scan = alone.scan(ScanRange.ALL)) {
      RefusedException refused = catchThrowableOfType(RefusedException.class, scan::next);
      assertThat(refused.refusal().code()).isEqualTo(RefusalCode.NOT_SUPPORTED);
      assertThat(refused.refusal().message()).contains("some rows of default.alone", "[]");
    }
  }

  private static long count(RowScan scan) throws RefusedException {
    long rows = 0;
    while (scan.next().isPresent()) {
      rows++;
    }
    return rows;
  }

  private List<Region> copies(String table, String key) throws RefusedException {
    return world.client(AP_SOUTH).table(table).where(key).copies().stream()
        .map(copy -> copy.region())
        .toList();
  }

  /** All that the region's replica has of the table. */
  private long rows(Region region, int table) {
    NodeId node = world.nodes(region).get(0).id();
    return world.replica(node).ledger().maps().counts().entrySet().stream()
        .filter(count -> count.getKey().tableId() == table)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Document row(Region home, int id) {
    return Document.of(Map.of("name", new Value.Text(home + " " + id)));
  }

  private static TableSpec table(int id, String name, Copies copies) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(
            new KeyColumn(HomeRule.REGION_COLUMN, KeyType.STRING),
            new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
                TableLocality.REGIONAL_BY_ROW,
                new HomeRule.ByRegionColumn(HomeRule.REGION_COLUMN),
                Partitioning.HASH)
            .with(copies),
        TableSpec.Versions.FIRST);
  }
}
