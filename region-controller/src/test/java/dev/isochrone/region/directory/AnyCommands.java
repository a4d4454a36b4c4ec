package dev.isochrone.region.directory;

import static dev.isochrone.region.directory.Places.ARBITER;
import static dev.isochrone.region.directory.Places.ASIA;
import static dev.isochrone.region.directory.Places.EU;
import static dev.isochrone.region.directory.Places.US;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
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
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.ring.Layouts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Commands over a world so small that they meet. */
public final class AnyCommands {
  private static final List<Region> REGIONS = List.of(EU, US, ASIA, ARBITER);
  private static final List<String> TABLES = List.of("a", "b", "c");
  private static final List<String> DOMAINS = List.of("eu", "west", "all");

  private final RandomGenerator random;
  private int requests;

  public AnyCommands(RandomGenerator random) {
    this.random = random;
  }

  /** A change of the global directory. */
  public GlobalCommand global() {
    return switch (random.nextInt(14)) {
      case 0 ->
          new GlobalCommand.Init(
              random.nextInt(3) > 0 ? Places.CLUSTER : other(),
              List.of(spec(region()), Places.spec(EU, RegionRole.DATA)));
      case 1 -> new GlobalCommand.AddRegion(spec(region()));
      case 2 ->
          new GlobalCommand.MoveControllers(
              region(), List.of(new Endpoint(new NodeId("x"), "10.0.0.1", random.nextInt(1, 4))));
      case 3 -> new GlobalCommand.BeginIncarnation(region(), new Origin(random.nextInt(1, 6)));
      case 4, 5 -> publish(region());
      case 6, 7, 8 -> new GlobalCommand.CreateTable("request-" + request(), table());
      case 9 ->
          new GlobalCommand.AddColumn(
              name(), id(), new Column(pick(List.of("x", "y", "id")), ValueType.INT64));
      case 10 -> new GlobalCommand.DropTable(name(), id());
      case 11 -> new GlobalCommand.SetPlacement(name(), id(), table().placement());
      case 12 -> new GlobalCommand.CreateDomain(domain());
      case 13 -> new GlobalCommand.DropDomain(new DomainName(pick(DOMAINS)));
      default -> throw new AssertionError();
    };
  }

  private GlobalCommand publish(Region region) {
    return new GlobalCommand.Publish(
        region, new Origin(random.nextInt(1, 4)), told(region, random.nextInt(1, 9)));
  }

  /** A change of a region's directory. */
  public RegionCommand region(Region region) {
    return switch (random.nextInt(8)) {
      case 0 ->
          new RegionCommand.Bind(
              new Binding(
                  Places.CLUSTER.id(),
                  random.nextInt(4) > 0 ? region : ASIA,
                  new Origin(1),
                  RegionRole.DATA,
                  new Shape(2, 2, 2)));
      case 1 ->
          new RegionCommand.Place(
              Layouts.plan(Places.nodes(region, 4), random.nextInt(1, 3), random.nextInt(1, 4))
                  .partitions());
      default -> new RegionCommand.Register(node(region));
    };
  }

  private RegisteredNode node(Region region) {
    RegisteredNode node = Places.node(region, random.nextInt(4), random.nextInt(1, 3));
    return new RegisteredNode(node.entry().weighing(random.nextInt(1, 3)), node.instance());
  }

  private static Directory.Cluster other() {
    return new Directory.Cluster(new ClusterId("ffffffffffffffffffffffffffffffff"), "other");
  }

  private RegionSpec spec(Region region) {
    return Places.spec(
        region,
        region.equals(ARBITER) ? RegionRole.WITNESS : RegionRole.DATA,
        new Shape(1, 1, random.nextInt(10) > 0 ? 1 : 2));
  }

  private static Published told(Region region, int version) {
    RegionDirectoryState own = RegionDirectoryState.EMPTY;
    own =
        own.apply(
                new RegionCommand.Bind(
                    new Binding(
                        Places.CLUSTER.id(),
                        region,
                        new Origin(1),
                        RegionRole.DATA,
                        new Shape(1, 1, 1))))
            .state();
    own = own.apply(new RegionCommand.Register(Places.node(region, 0))).state();
    List<NodeEntry> nodes = Places.nodes(region, 1);
    own = own.apply(new RegionCommand.Place(Layouts.plan(nodes, 1, 1).partitions())).state();
    Published told = own.told().orElseThrow();
    return new Published(version, told.layout(), told.nodes());
  }

  private TableSpec table() {
    TableSpec.Placement placement = placement();
    placement =
        random.nextInt(3) == 0 ? placement.within(new DomainName(pick(DOMAINS))) : placement;
    List<Column> columns =
        random.nextBoolean() ? List.of() : List.of(new Column("name", ValueType.STRING));
    return new TableSpec(
        random.nextInt(1, 5),
        name(),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        1,
        columns,
        placement,
        TableSpec.Versions.FIRST);
  }

  private TableSpec.Placement placement() {
    return switch (random.nextInt(5)) {
      case 0 ->
          new TableSpec.Placement(
              TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(region()), Partitioning.HASH);
      case 1 ->
          new TableSpec.Placement(
              TableLocality.REGIONAL_BY_ROW,
              new HomeRule.ByValue(
                  "country", new TreeMap<>(Map.of("FR", region(), "US", region()))),
              Partitioning.HASH);
      case 2 -> byRow(new HomeRule.ByRegionColumn("country"));
      case 3 -> byRow(new HomeRule.ByHash(new TreeMap<>(Map.of(EU, 1, US, random.nextInt(1, 9)))));
      default ->
          TableSpec.Placement.multiMaster(
              random.nextBoolean() ? ConflictPolicy.LWW : ConflictPolicy.VECTOR);
    };
  }

  private TableSpec.Placement byRow(HomeRule rule) {
    return new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH)
        .with(random.nextBoolean() ? Copies.ALL : new Copies(random.nextInt(3)));
  }

  private ResidencyDomain domain() {
    TreeSet<Region> regions = new TreeSet<>(List.of(region()));
    if (random.nextBoolean()) {
      regions.add(region());
    }
    return new ResidencyDomain(new DomainName(pick(DOMAINS)), regions);
  }

  /** Mostly a new one, sometimes one that was used. */
  private int request() {
    return random.nextInt(4) > 0 ? requests++ : random.nextInt(Math.max(1, requests));
  }

  private int id() {
    return random.nextInt(1, 8);
  }

  private TableName name() {
    return TableName.parse(pick(TABLES));
  }

  private Region region() {
    return pick(REGIONS);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
