package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.local.LocalClusterConfig.Geography;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.NodeEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two regions of one node each, of which the one that clients are configured with goes away. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class RememberedNodesTest {
  private static final Document BOSTON = Document.of(Map.of("name", new Value.Text("Boston")));

  @Test
  void clusterIsFound_thoughEveryEndpointIsGone_byWhatAnEarlierRunWasTold(@TempDir Path dir)
      throws Exception {
    List<Zone> one = List.of(new Zone("a"));
    try (World world =
        World.start(
            dir.resolve("nodes"),
            new TreeMap<>(Map.of(EU_WEST, one, US_EAST, one)),
            List.of(cities()),
            Geography.PLAIN)) {
      NodeEntry bootstrap = world.nodes(EU_WEST).get(0);
      ClientConfig plain =
          ClientConfig.to(bootstrap.client().address())
              .from(US_EAST)
              .within(Duration.ofSeconds(10));
      ClientConfig remembering = plain.remembering(dir.resolve("client/directory"));
      try (IsochroneClient first = IsochroneClient.connect(remembering)) {
        first.table("cities").put("US/1", BOSTON);
      }

      world.cluster.stop(bootstrap.id());

      try (IsochroneClient second = IsochroneClient.connect(remembering)) {
        Table cities = second.table("cities");
        cities.put("US/2", BOSTON);
        assertThat(cities.get("US/1").document()).contains(BOSTON);
        assertThat(catchThrowableOfType(RefusedException.class, () -> second.table("towns")))
            .extracting(refused -> refused.refusal().code())
            .isEqualTo(RefusalCode.NO_SUCH_TABLE); // Asked of a node that is there.
      }
      assertThat(
              catchThrowableOfType(
                  RefusedException.class, () -> IsochroneClient.connect(plain).close()))
          .extracting(refused -> refused.refusal().code())
          .isEqualTo(RefusalCode.HOME_UNREACHABLE);
      assertThat(world.faults()).isEmpty();
    }
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
