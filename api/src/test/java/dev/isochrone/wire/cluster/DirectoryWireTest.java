package dev.isochrone.wire.cluster;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.Coordinates;
import dev.isochrone.api.v1.Directory;
import dev.isochrone.api.v1.HomeRule;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.Samples;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DirectoryWireTest {
  @ForSeeds
  void directory_comesBackAsItWas(long seed) throws RefusedException {
    dev.isochrone.placement.Directory directory = new Samples(seed).directory();

    assertThat(DirectoryWire.fromProto(DirectoryWire.toProto(directory)).orThrow())
        .isEqualTo(directory);
  }

  @Test
  void endpointsOfRaft_areNotTold() throws RefusedException {
    dev.isochrone.placement.Directory told = new Samples(1).directory();

    assertThat(DirectoryWire.fromProto(DirectoryWire.toProto(withRaft(told))).orThrow())
        .isEqualTo(told);
  }

  @Test
  void malformedField_isNamed() {
    assertMalformed("directory", directory -> directory.setVersion(0));
    assertMalformed("directory.cluster_id", directory -> directory.setClusterId("x"));
    assertMalformed("directory.region[1].name", directory -> region(directory).setName("X"));
    assertMalformed("directory.region[1].name", directory -> region(directory).setName("eu-west"));
    assertMalformed("directory.region[1].origin", directory -> region(directory).setOrigin(0));
    assertMalformed("directory.region[1]", directory -> region(directory).clearPartition());
    assertMalformed(
        "directory.region[1].partition[0].slots[0]",
        directory -> region(directory).getPartitionBuilder(0).getSlotsBuilder(0).setLast(16_384));
    assertMalformed(
        "directory.region[1].partition[0].node[0]",
        directory -> region(directory).getPartitionBuilder(0).setNode(0, "?"));
    assertMalformed(
        "directory.region[1].node[2].client",
        directory -> region(directory).getNodeBuilder(2).getClientBuilder().setPort(0));
    assertMalformed(
        "directory.region[1].node[2].internal.node",
        directory -> region(directory).getNodeBuilder(2).clearInternal());
    assertMalformed(
        "directory.table[0].name", directory -> directory.getTableBuilder(0).setName("."));
    assertMalformed("directory.table[0]", directory -> directory.getTableBuilder(0).setId(0));
    assertMalformed(
        "directory.table[0].key_column[0].type",
        directory -> directory.getTableBuilder(0).getKeyColumnBuilder(0).setTypeValue(77));
    assertMalformed(
        "directory.table[0].locality", directory -> directory.getTableBuilder(0).clearLocality());
    assertMalformed(
        "directory.table[1].column[0]",
        directory -> directory.getTableBuilder(1).getColumnBuilder(0).setName("Name"));
    assertMalformed(
        "directory.table[1].home_rule.by_value.region[FR]",
        directory ->
            directory
                .getTableBuilder(1)
                .getHomeRuleBuilder()
                .getByValueBuilder()
                .putRegion("FR", "?"));
  }

  @Test
  void malformedPlaceOrRule_isNamed() {
    assertMalformed(
        "directory.region[1].coordinates",
        directory -> region(directory).getCoordinatesBuilder().setLatitudeMicrodegrees(90_000_001));
    assertMalformed(
        "directory.region[1].node[2]",
        directory -> region(directory).getNodeBuilder(2).setWeight(101));
    assertMalformed(
        "directory.table[2].home_rule.by_hash.weight[?]",
        directory -> rule(directory).getByHashBuilder().putWeight("?", 1));
    assertMalformed(
        "directory.table[2].home_rule.by_hash",
        directory -> rule(directory).getByHashBuilder().putWeight("eu-west", 0));
    assertMalformed(
        "directory.table[2].home_rule.by_location.region[eu-west]",
        directory ->
            rule(directory)
                .getByLocationBuilder()
                .putRegion(
                    "eu-west",
                    Coordinates.newBuilder().setLongitudeMicrodegrees(Integer.MAX_VALUE).build()));
    assertMalformed(
        "directory.table[2].home_rule.by_range.span[0].from",
        directory ->
            rule(directory)
                .getByRangeBuilder()
                .clearSpan()
                .addSpanBuilder()
                .setRegion("eu-west")
                .getFromBuilder());
    assertMalformed(
        "directory.table[2].home_rule.by_range",
        directory -> rule(directory).getByRangeBuilder().clearSpan());
    assertMalformed(
        "directory.table[2].home_rule.by_region_column.column",
        directory -> rule(directory).getByRegionColumnBuilder().setColumn("?"));
    assertMalformed(
        "directory.table[2]",
        directory -> rule(directory).getByRegionColumnBuilder().setColumn("lat"));
    assertMalformed(
        "directory.moved_home",
        directory ->
            directory.clearMovedHome().addMovedHomeBuilder().setRegion("eu-west").setEpoch(2));
    assertMalformed(
        "directory.moved_home[0]",
        directory ->
            directory.clearMovedHome().addMovedHomeBuilder().setRegion("eu-west").setEpoch(1));
  }

  /** Nodes of a release that knew no weights. */
  @Test
  void aNodeWithoutWeight_weighsOne() throws RefusedException {
    Directory.Builder directory = DirectoryWire.toProto(new Samples(1).directory()).toBuilder();
    region(directory).getNodeBuilder(2).clearWeight();

    assertThat(
            DirectoryWire.fromProto(directory.build())
                .orThrow()
                .region(new Region("us-east"))
                .orElseThrow()
                .nodes()
                .get(new NodeId("us-east-2")))
        .extracting(NodeEntry::weight)
        .isEqualTo(1);
  }

  @Test
  void homeRuleThatIsNotKnown_isOfANewerRelease() {
    Directory.Builder directory = DirectoryWire.toProto(new Samples(1).directory()).toBuilder();
    directory.getTableBuilder(0).clearHomeRule();

    assertRefused(
        DirectoryWire.fromProto(directory.build()),
        RefusalCode.NEWER_FORMAT,
        "directory.table[0].home_rule");
  }

  private static dev.isochrone.api.v1.RegionEntry.Builder region(Directory.Builder directory) {
    return directory.getRegionBuilder(1);
  }

  private static HomeRule.Builder rule(Directory.Builder directory) {
    return directory.getTableBuilder(2).getHomeRuleBuilder();
  }

  private static void assertMalformed(String field, Consumer<Directory.Builder> change) {
    Directory.Builder directory = DirectoryWire.toProto(new Samples(1).directory()).toBuilder();
    change.accept(directory);
    assertRefused(DirectoryWire.fromProto(directory.build()), RefusalCode.INVALID_REQUEST, field);
  }

  private static dev.isochrone.placement.Directory withRaft(
      dev.isochrone.placement.Directory directory) {
    SortedMap<Region, RegionEntry> regions = new TreeMap<>();
    directory
        .regions()
        .forEach(
            (name, region) -> {
              SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
              region
                  .nodes()
                  .forEach(
                      (id, node) ->
                          nodes.put(
                              id,
                              new NodeEntry(
                                  id,
                                  node.zone(),
                                  node.client(),
                                  node.internal(),
                                  Optional.of(new Endpoint(id, "127.0.0.1", 7_402)),
                                  node.weight())));
              regions.put(
                  name,
                  new RegionEntry(
                      name, region.origin(), region.layout(), nodes, region.coordinates()));
            });
    return new dev.isochrone.placement.Directory(
        directory.version(),
        directory.cluster(),
        regions,
        directory.tables(),
        directory.domains(),
        directory.overrides(),
        directory.lastTableId());
  }
}
