package dev.isochrone.region.store;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.region.directory.Binding;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.InstanceId;
import dev.isochrone.region.directory.Numbers;
import dev.isochrone.region.directory.Published;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.RegionRecord;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.RegisteredNode;
import dev.isochrone.region.directory.Shape;
import dev.isochrone.region.format.Codec;
import dev.isochrone.region.format.GlobalCommandCodec;
import dev.isochrone.region.format.GlobalStateCodec;
import dev.isochrone.region.format.RegionCommandCodec;
import dev.isochrone.region.format.RegionStateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The files stand for the disks of users: read, written back byte for byte, and never edited. */
class DirectoryGoldenTest {
  private static final Map<String, String> SHA_256 =
      Map.ofEntries(
          entry(
              "checkpoint",
              "4faa02a180138dcc0405bcd3281e2c9c246de49b237d237a9b18dc8b4efce6d7"),
          entry(
              "global-add-column",
              "22efb13aae5fb85bb4c449d00bb0276d2be77e79a7b3befb0f852e4d5eea0929"),
          entry(
              "global-add-region",
              "2557e3c4360d735076096a94ee28c5650bcb337e1fbcc4aad5c2d00b1438f6c6"),
          entry(
              "global-begin-incarnation",
              "b536336fa2f5bd11738453f0d7a7c724030c81c55d33c5d59d4cfb99f3c49be1"),
          entry(
              "global-create-domain",
              "f202a42e1d2139e0e7c8675204a99ae8a22e23666068b165dc129948d153af55"),
          entry(
              "global-create-table",
              "6155b5ae3c9aa178cb489f4f3e24a0159d618a5006b2828be50d0074485bcb4e"),
          entry(
              "global-drop-domain",
              "6eab72b46fdb9b01c5fbe90449b1e44678bbceb2a34967b663f2310c15810bcd"),
          entry(
              "global-drop-table",
              "223433a400a48b1f19979466fd3e411f11495f78b76a2b7ad09aeb2b574d9c99"),
          entry(
              "global-init",
              "55a3dfb7666e1152af0b730bdd87c96d2ad628f934ad977db0ed2f6ec0214517"),
          entry(
              "global-move-controllers",
              "3a960b55de798b20ac9ec98ac34a1e42344b3313239d0eceb63520ecba6cc350"),
          entry(
              "global-publish",
              "17a846447b0823955fd6028b55ce783839983515e5f2a264b757bb8506e75dc0"),
          entry(
              "global-set-placement",
              "230a3c002a9e1f578e941d83f46a70146ef229622c154f03fbba2c8cd9490f5b"),
          entry(
              "global-state",
              "e0d7e89438aef24df64b20373160864a4c9a6ac0912b3584d7dfa0270408bdba"),
          entry(
              "region-bind",
              "f67902ec8a82003259461916cc5017aed7a3648220b204c7a81306eee21d41aa"),
          entry(
              "region-place",
              "d1793a14a7da532343864ca4e1770c84bf8bb9a4394c15f14efad3bb12620c25"),
          entry(
              "region-register",
              "677014787914d07ff3a3a8372be73849c3a41134fc3636b640c1346bc0f52dce"),
          entry(
              "region-state",
              "e293f6803e74bce540110fdfc79c1004931cf356358eff90340ab9d91b5762ba"),
          entry(
              "rule-by-hash",
              "7521fcbce43f1d1976fc43888a43bf20e1dcc34b1f8f446af455ef2e21d57981"),
          entry(
              "rule-by-location",
              "5f23d607572df1327e4aff250e84ec42ff9870e15c36ecb84bbd0ccd2a92ec7a"),
          entry(
              "rule-by-range",
              "ceed458f0a6839a992b2d29c56b18c3f7692fac56c4b3badf20b605146fb8037"),
          entry(
              "rule-by-region-column",
              "8a66ed80c0ddd9a5f13df5e88c2ef1649554385c5d9e00a0c9735fcf13dd38d5"));

  private static final Region EU = new Region("eu-west");
  private static final Region SA = new Region("sa-east");
  private static final TableName ORDERS = TableName.parse("orders");
  private static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");

  @Test
  void files_areTheOnesThatWereCommitted() throws Exception {
    for (Map.Entry<String, String> file : SHA_256.entrySet()) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file(file.getKey()));
      assertThat(HexFormat.of().formatHex(digest))
          .as("%s was changed; golden files never are", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void commandsOfRegions() throws Exception {
    requireGlobal(
        "init",
        new GlobalCommand.Init(new Directory.Cluster(CLUSTER, "test"), List.of(eu(), sa())));
    requireGlobal("add-region", new GlobalCommand.AddRegion(sa()));
    requireGlobal(
        "move-controllers",
        new GlobalCommand.MoveControllers(EU, List.of(endpoint("eu-west-c1", 7_421))));
    requireGlobal("begin-incarnation", new GlobalCommand.BeginIncarnation(EU, new Origin(1)));
    requireGlobal("publish", new GlobalCommand.Publish(EU, new Origin(1), published()));
  }

  @Test
  void commandsOfTables() throws Exception {
    requireGlobal("create-table", new GlobalCommand.CreateTable("wish-1", orders()));
    requireGlobal(
        "add-column", new GlobalCommand.AddColumn(ORDERS, 7, new Column("size", ValueType.INT64)));
    TableSpec.Placement pinned =
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(EU), Partitioning.HASH);
    requireGlobal(
        "set-placement",
        new GlobalCommand.SetPlacement(ORDERS, 7, pinned.within(new DomainName("eu"))));
    requireGlobal("drop-table", new GlobalCommand.DropTable(ORDERS, 7));
    requireGlobal("create-domain", new GlobalCommand.CreateDomain(domain(EU, SA)));
    requireGlobal("drop-domain", new GlobalCommand.DropDomain(new DomainName("eu")));
  }

  @Test
  void homeRules() throws Exception {
    Region us = new Region("us-east");
    KeyPart g = new KeyPart.Text("G");
    requireRule(
        "by-region-column",
        new GlobalCommand.CreateTable(
            "wish-3",
            things(new HomeRule.ByRegionColumn("region"), key("region", KeyType.STRING))));
    requireRule(
        "by-location",
        new GlobalCommand.CreateTable(
            "wish-4",
            things(
                new HomeRule.ByLocation(
                    "lat",
                    "lon",
                    new TreeMap<>(
                        Map.of(
                            EU,
                            new Coordinates(48_000_000, -2_000_000),
                            us,
                            new Coordinates(40_000_000, -74_000_000)))),
                key("lat", KeyType.INT64),
                key("lon", KeyType.INT64))));
    requireRule(
        "by-range",
        new GlobalCommand.CreateTable(
            "wish-5",
            things(
                new HomeRule.ByRange(
                    "name",
                    List.of(
                        new HomeRule.ByRange.Span(Optional.empty(), Optional.of(g), EU),
                        new HomeRule.ByRange.Span(Optional.of(g), Optional.empty(), us))),
                key("name", KeyType.STRING))));
    requireRule(
        "by-hash",
        new GlobalCommand.CreateTable(
            "wish-6",
            things(
                new HomeRule.ByHash(new TreeMap<>(Map.of(EU, 1, us, 300))),
                key("id", KeyType.INT64))));
  }

  private static void requireRule(String name, GlobalCommand command) throws Exception {
    require("rule-" + name, new GlobalCommandCodec(), command);
  }

  private static KeyColumn key(String name, KeyType type) {
    return new KeyColumn(name, type);
  }

  private static TableSpec things(HomeRule rule, KeyColumn... key) {
    return new TableSpec(
        1,
        TableName.parse("things"),
        List.of(key),
        key.length,
        List.of(),
        new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  @Test
  void commandsOfARegion() throws Exception {
    RegionCommandCodec codec = new RegionCommandCodec();
    require("region-bind", codec, new RegionCommand.Bind(binding()));
    require("region-register", codec, new RegionCommand.Register(registered(0, "a", 1)));
    require("region-place", codec, new RegionCommand.Place(partitions()));
  }

  @Test
  void states() throws Exception {
    RegionRecord eu = new RegionRecord(eu(), new Origin(1), Optional.of(published()));
    RegionRecord sa = new RegionRecord(sa(), new Origin(2), Optional.empty());
    require(
        "global-state",
        new GlobalStateCodec(),
        new GlobalDirectoryState(
            12,
            Optional.of(new Directory.Cluster(CLUSTER, "test")),
            new TreeMap<>(Map.of(EU, eu, SA, sa)),
            new TreeMap<>(Map.of(ORDERS, orders(), TableName.parse("carts"), carts())),
            new TreeMap<>(Map.of(new DomainName("eu"), domain(EU))),
            new Numbers(3, 9, List.of(new Numbers.Created("wish-1", 7)))));
    require("region-state", new RegionStateCodec(), region());
    require(
        "checkpoint",
        new CheckpointCodec<>(Machine.region()),
        new Kept<>(new LogPosition(3, 77), region()));
  }

  private static void requireGlobal(String name, GlobalCommand command) throws Exception {
    require("global-" + name, new GlobalCommandCodec(), command);
  }

  private static <T> void require(String name, Codec<T> codec, T value)
      throws IOException, FormatException {
    StringBuilder hex = new StringBuilder();
    new String(file(name), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.contains("#") ? line.substring(0, line.indexOf('#')) : line)
        .forEach(line -> hex.append(line.strip()));
    Bytes golden = Bytes.wrap(HexFormat.of().parseHex(hex));
    assertThat(codec.decode(golden)).as(name).isEqualTo(value);
    assertThat(codec.encode(value).toHex()).as(name).isEqualTo(golden.toHex());
  }

  private static byte[] file(String name) throws IOException {
    String path = "/golden/" + name + ".hex";
    try (InputStream in = DirectoryGoldenTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("no golden file " + name);
      }
      return in.readAllBytes();
    }
  }

  private static Endpoint endpoint(String node, int port) {
    return new Endpoint(new NodeId(node), "127.0.0.1", port);
  }

  private static RegionSpec eu() {
    return new RegionSpec(
        EU,
        RegionRole.DATA,
        Optional.of(new Coordinates(48_000_000, -2_000_000)),
        new Shape(2, 2, 2),
        List.of(endpoint("eu-west-c0", 7_401)));
  }

  private static RegionSpec sa() {
    return new RegionSpec(
        SA,
        RegionRole.WITNESS,
        Optional.empty(),
        new Shape(1, 3, 3),
        List.of(endpoint("sa-east-c0", 7_411)));
  }

  private static NodeEntry node(int i, String zone, boolean raft) {
    String name = "eu-west-" + i;
    return new NodeEntry(
        new NodeId(name),
        new Zone(zone),
        endpoint(name, 8_000 + i),
        endpoint(name, 9_000 + i),
        raft ? Optional.of(endpoint(name, 10_000 + i)) : Optional.empty(),
        1 + 2 * i);
  }

  private static RegisteredNode registered(int i, String zone, int instance) {
    return new RegisteredNode(node(i, zone, true), new InstanceId("%032x".formatted(instance)));
  }

  private static List<PartitionEntry> partitions() {
    List<NodeId> both = List.of(new NodeId("eu-west-0"), new NodeId("eu-west-1"));
    return List.of(
        new PartitionEntry(0, List.of(new SlotRange(0, 8_191)), both),
        new PartitionEntry(1, List.of(new SlotRange(8_192, 16_383)), both));
  }

  private static Published published() {
    NodeEntry a = node(0, "a", false);
    NodeEntry b = node(1, "b", false);
    return new Published(
        5, new Layout(1, partitions()), new TreeMap<>(Map.of(a.id(), a, b.id(), b)));
  }

  private static Binding binding() {
    return new Binding(CLUSTER, EU, new Origin(1), RegionRole.DATA, new Shape(2, 2, 2));
  }

  private static RegionDirectoryState region() {
    RegisteredNode a = registered(0, "a", 1);
    RegisteredNode b = registered(1, "b", 2);
    return new RegionDirectoryState(
        5,
        Optional.of(binding()),
        new TreeMap<>(Map.of(a.entry().id(), a, b.entry().id(), b)),
        Optional.of(new Layout(1, partitions())));
  }

  private static ResidencyDomain domain(Region... regions) {
    return new ResidencyDomain(new DomainName("eu"), new TreeSet<>(List.of(regions)));
  }

  private static TableSpec orders() {
    HomeRule rule =
        new HomeRule.ByValue(
            "country", new TreeMap<>(Map.of("FR", EU, "US", new Region("us-east"))));
    return new TableSpec(
        7,
        ORDERS,
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        1,
        List.of(new Column("name", ValueType.STRING)),
        new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH),
        new TableSpec.Versions(1, 2, 1));
  }

  private static TableSpec carts() {
    return new TableSpec(
        8,
        TableName.parse("carts"),
        List.of(new KeyColumn("id", KeyType.UUID)),
        1,
        List.of(),
        TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR).within(new DomainName("eu")),
        TableSpec.Versions.FIRST);
  }
}
