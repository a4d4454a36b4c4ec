package dev.isochrone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFileTest {
  private static final String FILE =
      """
      cluster: {id: 0123456789abcdef0123456789abcdef, name: test}
      regions:
        eu-west:
          origin: 1
          nodes:
            eu-a: {zone: a, client: "127.0.0.1:7400", internal: "127.0.0.1:7401", raft: "127.0.0.1:7402"}
        us-east:
          origin: 2
          nodes:
            us-a: {zone: a, client: "127.0.0.1:7410", internal: "127.0.0.1:7411", raft: "[::1]:7412"}
      tables:
        cities:
          id: 7
          key:
            - {name: country, type: string}
            - {name: id, type: int64}
          partition-key-columns: 1
          columns:
            - {name: name, type: string}
          locality: regional-by-row
          home:
            by-value: {column: country, regions: {FR: eu-west, CA: us-east}}
          partitioning: hash
        shop.stock:
          id: 8
          key: [{name: sku, type: uuid}]
          locality: regional-by-table
          home: {pinned: us-east}
          partitioning: hash
      """;

  private static final String FULL =
      """
      cluster: {id: 0123456789abcdef0123456789abcdef, name: test}
      regions:
        eu-west:
          origin: 1
          partitions: 3
          replicas: 2
          coordinates: {latitude: 53.35, longitude: -6.26}
          nodes:
            eu-a: {zone: a, weight: 4, client: "127.0.0.1:7400", internal: "127.0.0.1:7401", raft: "127.0.0.1:7402"}
            eu-b: {zone: b, client: "127.0.0.1:7410", internal: "127.0.0.1:7411", raft: "127.0.0.1:7412"}
            eu-c: {zone: c, client: "127.0.0.1:7420", internal: "127.0.0.1:7421", raft: "127.0.0.1:7422"}
        us-east:
          origin: 2
          coordinates: {latitude: 40, longitude: -80.000001}
          nodes:
            us-a: {zone: a, client: "127.0.0.1:7430", internal: "127.0.0.1:7431", raft: "127.0.0.1:7432"}
      domains:
        eu: [eu-west]
        world: [eu-west, us-east]
      tables:
        near:
          id: 1
          key: [{name: lat, type: int64}, {name: lon, type: int64}]
          locality: regional-by-row
          home:
            by-location: {latitude: lat, longitude: lon}
          partitioning: hash
          residency: eu
        spread:
          id: 2
          key: [{name: id, type: uuid}]
          locality: regional-by-row
          home:
            by-hash: {eu-west: 3, us-east: 1}
          partitioning: hash
          residency: world
          copies: 1
        ranged:
          id: 3
          key: [{name: at, type: timestamp}]
          locality: regional-by-row
          home:
            by-range: {column: at, spans: [{to: "2026-01-01T00:00:00Z", region: us-east}, {from: "2026-06-01T00:00:00Z", region: eu-west}]}
          partitioning: hash
        named:
          id: 4
          key: [{name: place, type: string}]
          locality: regional-by-row
          home: {by-region-column: place}
          partitioning: hash
          copies: none
        carts:
          id: 5
          key: [{name: id, type: uuid}]
          locality: multi-master
          policy: vector
          partitioning: hash
      """;

  private static final String BY_VALUE =
      "by-value: {column: country, regions: {FR: eu-west, CA: us-east}}";

  private static final Path EXAMPLES = Path.of("../docs/examples");

  @TempDir Path dir;

  @Test
  void description_becomesTheDirectory() throws IOException {
    Directory directory = read(FILE);

    assertThat(directory.regions()).containsOnlyKeys(new Region("eu-west"), new Region("us-east"));
    TableSpec cities = directory.table(TableName.parse("cities")).orElseThrow();
    assertThat(cities.partitionKeyColumns()).isEqualTo(1);
    assertThat(cities.columns()).containsExactly(new Column("name", ValueType.STRING));
    TableSpec stock = directory.table(TableName.parse("shop.stock")).orElseThrow();
    assertThat(stock.placement().rule()).isEqualTo(new HomeRule.Pinned(new Region("us-east")));
    assertThat(stock.partitionKeyColumns()).isEqualTo(1);
  }

  @Test
  void directory_written_isReadAsItWas() throws IOException {
    Directory directory = read(FILE);
    Path again = dir.resolve("again.yaml");

    YamlFile.write(again, ClusterFile.of(directory));

    assertThat(ClusterFile.read(again)).isEqualTo(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "origin: 1|orgin: 1|cluster.yaml:4: unknown key 'orgin'; taken here: coordinates, nodes,"
            + " origin, partitions, replicas",
        "type: int64|type: int46|cluster.yaml:16: 'int46' is none of string, int64",
        "127.0.0.1:7411|0.0.0.0:7411|0.0.0.0:7411 is every address of a machine",
        "{pinned: us-east}|{}|a home is exactly one of 'pinned', 'by-region-column'",
        "{pinned: us-east}|{pinned: us-east, by-hash: {us-east: 1}}|a home is exactly one of",
        "{pinned: us-east}|{by-hash: {us-east: 1}}|home: {pinned: REGION}",
        "{pinned: us-east}|{by-region-column: sku}|home: {pinned: REGION}",
        "FR: eu-west|FR: mars-1|default.cities names the unknown region mars-1; the regions are"
            + " [eu-west, us-east]",
        "locality: regional-by-row|locality: by-row|by-row' is none of regional-by-row,"
            + " regional-by-table, multi-master, global",
        "locality: regional-by-row|locality: multi-master|a multi-master table is written in every"
            + " region: it has no 'home'",
        "partition-key-columns: 1|policy: lww|a 'policy' is for tables of the locality"
            + " multi-master",
        "partition-key-columns: 1|copies: some|tables.cities: some copies: 'all', 'none', or a"
            + " number up to 255",
        "partition-key-columns: 1|copies: 300|tables.cities: 300 copies beside the home, not 0 to"
            + " 255, or all",
        "partition-key-columns: 1|policy: best|best' is none of lww, vector",
        "partition-key-columns: 1|residency: eu|default.cities is bound to the residency domain eu,"
            + " which is not known; the domains are []",
        "partition-key-columns: 1|residency: EU|tables.cities: not the name of a residency domain:"
            + " EU",
        "origin: 2|{origin: 2|cluster.yaml:",
        "zone: a, client: \"127.0.0.1:7400\"|zone: a, weight: 0, client:"
            + " \"127.0.0.1:7400\"|cluster.yaml:6: 'weight' is 0, and must be from 1 to 100",
        "{pinned: us-east}|{pinned: us-west}|us-west",
        "origin: 2|origin: 1|names two regions",
        "name: test}|name: test, name: x}|cluster.yaml:1: ",
        "id: 8|id: 8, x: [|cluster.yaml:",
        "127.0.0.1:7411|nowhere|not host:port: nowhere"
      })
  void mistake_isNamedWithFileAndLine(String right, String wrong, String message) {
    assertThat(FILE).contains(right);

    assertThatThrownBy(() -> read(FILE.replace(right, wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml:")
        .hasMessageContaining(message);
  }

  /**
   * In the place of the home of cities: a string country and an int64 id, the first of them
   * decides.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "by-value: {column: state, regions: {FR: eu-west}}|tables.cities: default.cities: the home"
            + " rule asks for a column state of type STRING in the partition key, which is [country"
            + " (STRING)]",
        "by-value: {column: country}|needs 'regions' or 'continents', or both",
        "by-value: {column: country, continents: {atlantis: eu-west}}|atlantis' is none of africa,"
            + " antarctica, asia, europe, north-america, oceania, south-america",
        "by-value: {column: country, regions: {FR: Europe}}|tables.cities: not a region: Europe",
        "by-hash: {eu-west: 0}|tables.cities: eu-west has the weight 0, not 1 to 1000",
        "by-hash: {}|tables.cities: a rule by hash needs regions with weights",
        "by-hash: {eu-north: 1}|default.cities names the unknown region eu-north; the regions are"
            + " [eu-west, us-east]",
        "by-location: {latitude: country, longitude: id}|tables.cities: 'by-location' needs"
            + " 'regions', or regions of this file with 'coordinates'",
        "by-location: {latitude: country, longitude: id, regions: {eu-west: {latitude: 91,"
            + " longitude: 0}}}|are not on earth",
        "by-location: {latitude: a, longitude: b, regions: {eu-west: {latitude: 1.0000001,"
            + " longitude: 0}}}|1.0000001 are not degrees with 6 decimals at most",
        "by-location: {latitude: country, longitude: id, regions: {eu-west: {latitude: 9,"
            + " longitude: 0}}}|the home rule asks for a column country of type INT64",
        "by-range: {column: id, spans: [{from: x, region: eu-west}]}|tables.cities: 'x' is no"
            + " bound: key column id is INT64",
        "by-range: {column: no, spans: []}|tables.cities: 'by-range' has no key column no; the"
            + " columns are [country, id]",
        "by-range: {column: id, spans: [{from: 1, region: eu-west}]}|the home rule asks for a"
            + " column id of type INT64 in the partition key, which is [country (STRING)]",
        "by-range: {column: country, spans: [{to: M, region: eu-west}, {from: L, region:"
            + " us-east}]}|tables.cities: span 1 over country begins before the one ahead of it"
            + " ends",
        "by-region-column: id|the home rule asks for a column id of type STRING",
        "by-magic: id|cluster.yaml:22: unknown key 'by-magic'; taken here: by-hash, by-location,"
            + " by-range, by-region-column, by-value, pinned"
      })
  void homeThatCantBe_isNamedWithItsPlace(String home, String message) {
    assertThatThrownBy(() -> read(FILE.replace(BY_VALUE, home)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void continents_areTheirCountries_butForThoseThatAreNamed() throws IOException {
    HomeRule rule =
        ruleOf(
            read(
                FILE.replace(
                    BY_VALUE,
                    "by-value: {column: country, regions: {GB: us-east, XX: us-east}, continents:"
                        + " {europe: eu-west, north-america: us-east}}")));

    assertThat(((HomeRule.ByValue) rule).regions())
        .containsEntry("FR", new Region("eu-west"))
        .containsEntry("CA", new Region("us-east"))
        .containsEntry("GB", new Region("us-east"))
        .containsEntry("XX", new Region("us-east"))
        .doesNotContainKey("IN");
  }

  @Test
  void tableWithoutAHome_hasItInTheColumnRegion() throws IOException {
    Directory directory =
        read(
            FILE.replace("    home:\n      " + BY_VALUE + "\n", "")
                .replace("{name: country,", "{name: region,"));

    assertThat(ruleOf(directory)).isEqualTo(new HomeRule.ByRegionColumn("region"));
  }

  @Test
  void examples_areRead() throws IOException {
    Directory plain = ClusterFile.read(EXAMPLES.resolve("cluster.yaml"));
    Directory whole = ClusterFile.read(EXAMPLES.resolve("regions.yaml"));

    assertThat(plain.regions()).hasSize(1);
    assertThat(whole.warnings()).isEmpty();
    assertThat(((HomeRule.ByValue) ruleOf(whole)).regions())
        .containsEntry("NO", new Region("eu-north")) // Which YAML might take for a word.
        .containsEntry("FR", new Region("eu-west"));
    assertThat(
            whole.tables().values().stream()
                .map(table -> table.placement().rule().getClass())
                .distinct())
        .as("one of each rule")
        .hasSize(HomeRule.class.getPermittedSubclasses().length);
  }

  /** All that a file can say beside the plain. */
  @Test
  void description_inFull_isReadAsItWasWritten() throws IOException {
    Directory directory = read(FULL);
    Path again = dir.resolve("again.yaml");

    YamlFile.write(again, ClusterFile.of(directory));

    assertThat(ClusterFile.read(again)).isEqualTo(directory);
    RegionEntry eu = directory.region(new Region("eu-west")).orElseThrow();
    assertThat(eu.coordinates()).contains(new Coordinates(53_350_000, -6_260_000));
    assertThat(eu.layout().partitions())
        .hasSize(3)
        .allMatch(partition -> partition.replicas().size() == 2);
    assertThat(eu.nodes().get(new NodeId("eu-a"))).extracting(NodeEntry::weight).isEqualTo(4);
    assertThat(directory.warnings()).extracting(Directory.LoneRegion::toString).hasSize(1);
    assertThat(rule(directory, "near"))
        .isEqualTo(
            new HomeRule.ByLocation(
                "lat",
                "lon",
                new TreeMap<>(Map.of(new Region("eu-west"), eu.coordinates().get()))));
    assertThat(rule(directory, "spread"))
        .isEqualTo(
            new HomeRule.ByHash(
                new TreeMap<>(Map.of(new Region("eu-west"), 3, new Region("us-east"), 1))));
    TableSpec carts = directory.table(TableName.parse("carts")).orElseThrow();
    assertThat(carts.placement()).isEqualTo(TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR));
    assertThat(copies(directory, "near")).isEqualTo(Copies.ALL);
    assertThat(copies(directory, "spread")).isEqualTo(new Copies(1));
    assertThat(copies(directory, "named")).isEqualTo(Copies.NONE);
    assertThat(directory.table(TableName.parse("near")).orElseThrow().placement().residency())
        .contains(new DomainName("eu"));
  }

  @Test
  void copiesOfAMultiMasterTable_areAll_andNothingElse() throws IOException {
    String policy = "policy: vector\n";

    assertThat(copies(read(FULL.replace(policy, policy + "    copies: all\n")), "carts"))
        .isEqualTo(Copies.ALL);
    assertThatThrownBy(() -> read(FULL.replace(policy, policy + "    copies: 1\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'copies' can only be all");
  }

  @Test
  void key_leftOut_isNamed() {
    assertThatThrownBy(() -> read(FILE.replace("zone: a, client", "client")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml:6: the key 'zone' is missing");
  }

  @Test
  void table_withoutId_isNamed_thoughOneThatIsToBeMadeNeedsNone() {
    assertThatThrownBy(() -> read(FILE.replace("    id: 8\n", "")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml: tables.shop.stock: the key 'id' is missing");
  }

  @Test
  void file_emptyOrAbsent_isSaid() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("cluster.yaml");
    assertThatThrownBy(() -> ClusterFile.read(dir.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no such file");
  }

  private static Copies copies(Directory directory, String table) {
    return directory.table(TableName.parse(table)).orElseThrow().placement().copies();
  }

  private static HomeRule ruleOf(Directory directory) {
    return rule(directory, "cities");
  }

  private static HomeRule rule(Directory directory, String table) {
    return directory.table(TableName.parse(table)).orElseThrow().placement().rule();
  }

  private Directory read(String text) throws IOException {
    Path file = dir.resolve("cluster.yaml");
    Files.writeString(file, text);
    return ClusterFile.read(file);
  }
}
