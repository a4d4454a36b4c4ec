package dev.isochrone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.local.LocalClusterConfig.Geography;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.server.config.ClusterFile;
import dev.isochrone.server.config.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoryTest {
  private static final Region EU = new Region("eu-west");
  private static final Region US = new Region("us-east");
  private static final List<Zone> ZONES = List.of(new Zone("a"), new Zone("b"), new Zone("c"));
  private static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  private static final DomainName EUROPE = new DomainName("europe");

  @TempDir Path dir;

  @Test
  void regions_haveOnePartitionOnAllTheirZones_whereNothingIsSaid() {
    for (RegionEntry region : LocalDirectory.of(config(), CLUSTER).regions().values()) {
      assertThat(region.layout().partitions())
          .containsExactly(
              new PartitionEntry(0, List.of(SlotRange.ALL), List.copyOf(region.nodes().keySet())));
    }
  }

  @Test
  void regions_haveThePartitions_domainsAndPlaces_thatAreSaid() {
    Directory directory = LocalDirectory.of(config().with(said()), CLUSTER);

    RegionEntry eu = directory.region(EU).orElseThrow();
    assertThat(eu.layout().partitions())
        .hasSize(3)
        .allMatch(partition -> partition.replicas().size() == 3);
    assertThat(eu.coordinates()).contains(new Coordinates(53_350_000, -6_260_000));
    assertThat(directory.region(US).orElseThrow().layout().partitions()).hasSize(1);
    assertThat(directory.domains()).containsOnlyKeys(EUROPE);
  }

  /** Its nodes are told by a file, and must come to the same. */
  @Test
  void directory_writtenAsAFile_isReadAsItIs() throws IOException {
    Directory directory = LocalDirectory.of(config().with(said()), CLUSTER);
    Path file = dir.resolve("cluster.yaml");

    YamlFile.write(file, ClusterFile.of(directory));

    assertThat(ClusterFile.read(file)).isEqualTo(directory);
  }

  @Test
  void aRegionThatIsNotThere_isRefused() {
    Region mars = new Region("mars-1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> config().with(Geography.PLAIN.partitions(mars, 2)))
        .withMessageContaining("mars-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config().with(Geography.PLAIN.coordinates(mars, new Coordinates(0, 0))));
  }

  private static Geography said() {
    return Geography.PLAIN
        .partitions(EU, 3)
        .coordinates(EU, new Coordinates(53_350_000, -6_260_000))
        .domain(new ResidencyDomain(EUROPE, new TreeSet<>(List.of(EU))));
  }

  private LocalClusterConfig config() {
    return new LocalClusterConfig(
        "test",
        dir,
        7_400,
        new TreeMap<>(Map.of(EU, ZONES, US, ZONES)),
        List.of(),
        LocalClusterConfig.Clocks.SYSTEM);
  }
}
