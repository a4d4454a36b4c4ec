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
          entry("checkpoint", "38d28bb98cd82762fa54691198cd31d4a383538d19b244fc217fe1ae8d33922c"),
          entry("copies-none", "b5d1cf539f5c093c9c314f20a28abeee50b6a3da1c6e4bd1e6a0101c5b8eb2e5"),
          entry("copies-two", "d6f75704f76c579a7cab8b08b17b6759982f3502bde7f83c57b72649a5587f78"),
          entry(
              "global-add-column",
              "29bda8221cf6b72f3bff015f81252dd802d7a760fc6b9b8478abc218449ad99c"),
          entry(
              "global-add-region",
              "e5876c0f81e6e0191a847727786c8066407f810b8b7c63bf0de50d6ce74dae7e"),
          entry(
              "global-begin-incarnation",
              "a37a23c9d3e56556b6601d36d55e837fba4d8207374076f480309b4933be70e0"),
          entry(
              "global-create-domain",
              "384e50722d4bf30a77ebb18641f514659a3869591f1f7e47215dc7a24ea0597f"),
          entry(
              "global-create-table",
              "877d2a6fa177748d301f88ae32b35eebd2c6650e358bfaef41efe8f57f7a2368"),
          entry(
              "global-drop-domain",
              "5e342ba3155e140bf998e399e514d86538b60bd26672b473a62fc7e337f44865"),
          entry(
              "global-drop-table",
              "d2985d897d41c24b66f164b19e948914167e1c4aa086071dbe513d53dd796b4e"),
          entry("global-init", "ff0807da5f95007f032e6275494f1a2e55911a8547401139d3a08cab8e545d37"),
          entry(
              "global-move-controllers",
              "b558a44b6d078709a2653fdf79c96e60e7282a4f8f327bf0bb7a1751000776da"),
          entry(
              "global-publish", "1ee090770e03220e1bf00bbcd9138017a01a29f3b1a388ce6251deba6f6eeb35"),
          entry(
              "global-set-placement",
              "ec2588c8f49197a3206ce09a9c25da3715a6a5af5d9870d95c781c8a73b916e6"),
          entry("global-state", "3b504c2f3dafa0285cfcd7afb5258a9aa8442b93082767064b1f24455a97f277"),
          entry("region-bind", "e0065e25a9cc9bd37bdd87ca5b22e8ce816df87dba3dcd17241ff7fe60b64e40"),
          entry("region-place", "ac616fdfb7f40853d71d1e537a327ba6b38268a5e689d8362645eac37d4083ec"),
          entry(
              "region-register",
              "efa3b219b328749009168c8c6a889993d837b278b4e838e468667d6619a9a87a"),
          entry("region-state", "77b41c0f5dfd5d1d3e40160857dde9f46a1fc14428170915e4f45b10e1ca5c37"),
          entry("rule-by-hash", "fc806cf5f4f252c2dffd1b409bbacd661097163d4c81c1c0834912df9fb00bfa"),
          entry(
              "rule-by-location",
              "623e9e64818ac3047c78f14b34b403d28af7b2db4b1474f88e03f5f70dd4439d"),
          entry(
              "rule-by-range", "931aa4c44b95f5d65912297f69b3970fc0e02a0c9b4ab422be9d0abc66e0ebb6"),
          entry(
              "rule-by-region-column",
              "d7021d02acbadb85518e7a325b243bcaff7306ec58b41ea19e400397fc24165a"));

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

  @Test
  void copies() throws Exception {
    TableSpec all = things(new HomeRule.ByRegionColumn("region"), key("region", KeyType.STRING));
    TableSpec.Placement placed = all.placement();
    requireCopies("two", all, placed.within(new DomainName("eu")).with(new Copies(2)));
    requireCopies("none", all, placed.with(Copies.NONE));
  }

  private static void requireCopies(String name, TableSpec table, TableSpec.Placement placement)
      throws Exception {
    TableSpec with =
        new TableSpec(
            table.id(),
            table.name(),
            table.key(),
            table.partitionKeyColumns(),
            table.columns(),
            placement,
            table.versions());
    require(
        "copies-" + name, new GlobalCommandCodec(), new GlobalCommand.CreateTable("wish-7", with));
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
