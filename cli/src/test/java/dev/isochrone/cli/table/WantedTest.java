package dev.isochrone.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Command;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.local.FreePorts;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WantedTest {
  private static final Region EU = new Region("eu-west");
  private static final Region US = new Region("us-east");
  private static final Directory NO_REGIONS =
      new Directory(
          1,
          new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
          new TreeMap<>(),
          new TreeMap<>());

  @TempDir Path dir;

  @Test
  void yaml_ofATable_isThatTable_whateverItsRule() throws Exception {
    HomeRule byRange =
        new HomeRule.ByRange(
            "n",
            List.of(
                new HomeRule.ByRange.Span(Optional.empty(), Optional.of(new KeyPart.Int64(10)), EU),
                new HomeRule.ByRange.Span(
                    Optional.of(new KeyPart.Int64(10)), Optional.empty(), US)));
    HomeRule byLocation =
        new HomeRule.ByLocation(
            "n", "m", new TreeMap<>(Map.of(EU, new Coordinates(53_350_000, -6_260_000))));
    for (TableSpec table :
        List.of(
            DemoTable.cities(),
            table(TableLocality.REGIONAL_BY_ROW, byRange),
            table(TableLocality.REGIONAL_BY_ROW, byLocation),
            table(TableLocality.REGIONAL_BY_ROW, new HomeRule.ByRegionColumn("where_it_is")),
            table(
                TableLocality.REGIONAL_BY_ROW,
                new HomeRule.ByHash(new TreeMap<>(Map.of(EU, 2, US, 1)))),
            table(TableLocality.GLOBAL, new HomeRule.Pinned(EU)),
            table(
                new TableSpec.Placement(
                        TableLocality.GLOBAL, new HomeRule.Pinned(US), Partitioning.HASH)
                    .with(Copies.parse("1"))),
            table(
                TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR)
                    .within(new DomainName("eu"))))) {
      Path file = dir.resolve("table.yaml");
      Files.writeString(file, PrintedTable.yaml(table));

      List<Wanted> read = Wanted.read(file);

      assertThat(read).hasSize(1);
      TableSpec again = read.get(0).spec(NO_REGIONS);
      assertThat(again.name()).isEqualTo(table.name());
      assertThat(Wanted.differences(table, again)).as(Files.readString(file)).isEmpty();
    }
  }

  @Test
  void example_ofTheDocs_isThreeTables_inTheirOrder() throws Exception {
    List<Wanted> read = Wanted.read(Path.of("../docs/examples/tables.yaml"));

    assertThat(read.stream().map(one -> one.name().table()))
        .containsExactly("cities", "users", "carts");
    TableSpec cities = read.get(0).spec(NO_REGIONS);
    assertThat(Wanted.differences(DemoTable.cities(), cities)).isEmpty();
    assertThat(read.get(1).spec(NO_REGIONS).placement().rule())
        .isEqualTo(new HomeRule.ByRegionColumn("region"));
  }

  @Test
  void differences_areNamed() {
    TableSpec one = table(TableLocality.GLOBAL, new HomeRule.Pinned(EU));
    TableSpec other = table(TableLocality.REGIONAL_BY_ROW, new HomeRule.Pinned(US));

    assertThat(Wanted.differences(one, other)).containsExactly("locality", "home");
  }

  @Test
  void mistakes_areNamed_beforeAnybodyIsAsked() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.baseFor(1);
    Path file = dir.resolve("tables.yaml");
    Files.writeString(file, "t:\n  key: [{name: id, type: int64}]\n  localty: global\n");

    assertRefused("--key is missing", "--endpoints", nobody, "t");
    assertRefused("--key id:strng: 'strng' is none of string, int64", "t", "--key", "id:strng");
    assertRefused("--columns Name: not a column name", "t", "--key", "id", "--columns", "Name");
    assertRefused("Users: no table can be called so", "Users", "--key", "region,id");
    assertRefused("a multi-master table", "t", "--key", "id", "--policy", "lww", "--pinned", "eu");
    assertRefused("tables.yaml:3: unknown key 'localty'", "-f", file.toString());
    assertRefused("takes no name and no flags", "-f", file.toString(), "--key", "id");
    assertRefused("there is no such file", "-f", dir.resolve("none.yaml").toString());
    assertRefused("none of regional-by-row, ", "t", "--key", "id", "--locality", "local");
  }

  @Test
  void everywhere_namesThoseWhoDoNotKnow() {
    SortedSet<NodeId> without = new TreeSet<>(List.of(new NodeId("eu-west-c")));

    assertThat(new Everywhere(9, new TreeSet<>()).line().getValue()).isEqualTo("all 9 nodes");
    assertThat(new Everywhere(9, without).line().getValue())
        .startsWith("8 of 9 nodes; it is decided")
        .endsWith(": eu-west-c");
  }

  @Test
  void consent_isTheTablesName() {
    TableName cities = TableName.parse("cities");

    assertThat(DropCommand.isMeant(cities, " cities\n")).isTrue();
    assertThat(DropCommand.isMeant(cities, "default.cities")).isTrue();
    assertThat(DropCommand.isMeant(cities, "citie")).isFalse();
    assertThat(DropCommand.isMeant(cities, "y")).isFalse();
    assertThat(DropCommand.isMeant(cities, "Cities!")).isFalse();
    assertThat(DropCommand.isMeant(cities, null)).isFalse();
  }

  private static void assertRefused(String message, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "table";
    all[1] = "create";
    System.arraycopy(args, 0, all, 2, args.length);
    Command refused = Command.run(all);
    assertThat(refused.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(refused.err()).contains(message).doesNotContain("\tat ");
  }

  private static TableSpec table(TableLocality locality, HomeRule rule) {
    return table(new TableSpec.Placement(locality, rule, Partitioning.HASH));
  }

  private static TableSpec table(TableSpec.Placement placement) {
    return new TableSpec(
        7,
        TableName.parse("shop.things"),
        List.of(
            new KeyColumn("n", KeyType.INT64),
            new KeyColumn("m", KeyType.INT64),
            new KeyColumn("where_it_is", KeyType.STRING)),
        3,
        List.of(),
        placement,
        TableSpec.Versions.FIRST);
  }
}
