package dev.isochrone.region.directory;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A small world for tests: regions, nodes, a table. */
public final class Places {
  public static final Region EU = new Region("eu-west");
  public static final Region US = new Region("us-east");
  public static final Region ASIA = new Region("ap-south");
  public static final Region ARBITER = new Region("sa-east");
  public static final Directory.Cluster CLUSTER =
      new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test");

  private Places() {}

  /** A region of one partition with three replicas, as soon as there are three nodes. */
  public static RegionSpec spec(Region region, RegionRole role) {
    return spec(region, role, new Shape(1, 3, 3));
  }

  public static RegionSpec spec(Region region, RegionRole role, Shape shape) {
    NodeId controller = new NodeId(region + "-c0");
    return new RegionSpec(
        region,
        role,
        Optional.of(new Coordinates(48_000_000, -2_000_000)),
        shape,
        List.of(new Endpoint(controller, "127.0.0.1", 7_401)));
  }

  /** The first instance of the region's i-th node, in zone a, b or c. */
  public static RegisteredNode node(Region region, int i) {
    return node(region, i, 1);
  }

  /** The i-th node, with the data directory of this number. */
  public static RegisteredNode node(Region region, int i, int instance) {
    NodeId id = new NodeId(region + "-" + i);
    return new RegisteredNode(
        new NodeEntry(
            id,
            new Zone(List.of("a", "b", "c").get(i % 3)),
            new Endpoint(id, "127.0.0.1", 8_000 + i),
            new Endpoint(id, "127.0.0.1", 9_000 + i),
            Optional.of(new Endpoint(id, "127.0.0.1", 10_000 + i))),
        new InstanceId("%032x".formatted(i * 1_000L + instance)));
  }

  /** The region's first nodes, as a layout is planned over them. */
  public static List<NodeEntry> nodes(Region region, int count) {
    return IntStream.range(0, count).mapToObj(i -> node(region, i).entry()).toList();
  }

  /** A table whose rows live in one region. */
  public static TableSpec pinned(String name, Region home) {
    return new TableSpec(
        1,
        TableName.parse(name),
        List.of(new KeyColumn("id", KeyType.INT64)),
        1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(home), Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  /** The region's directory with all of its nodes, and its partitions placed. */
  public static RegionDirectoryState placed(GlobalDirectoryState global, Region region) {
    RegionDirectoryState state = RegionDirectoryState.EMPTY;
    RegionSteps bind = RegionSteps.next(region, global, state);
    state = state.apply(bind.own().orElseThrow()).state();
    for (int i = 0; i < state.binding().orElseThrow().shape().nodes(); i++) {
      state = state.apply(new RegionCommand.Register(node(region, i))).state();
    }
    RegionSteps place = RegionSteps.next(region, global, state);
    return state.apply(place.own().orElseThrow()).state();
  }

  /** A cluster of two regions with data, of a third that has none yet, and a witness. */
  public static GlobalDirectoryState founded() {
    return GlobalDirectoryState.EMPTY
        .apply(
            new GlobalCommand.Init(
                CLUSTER,
                List.of(
                    spec(EU, RegionRole.DATA),
                    spec(US, RegionRole.DATA),
                    spec(ASIA, RegionRole.DATA),
                    spec(ARBITER, RegionRole.WITNESS))))
        .state();
  }

  /** The same, with the data of the first two in its places. */
  public static GlobalDirectoryState running() {
    return published(founded(), EU, US);
  }

  /** The same, with all data in its places. */
  static GlobalDirectoryState settled() {
    return published(running(), ASIA);
  }

  private static GlobalDirectoryState published(GlobalDirectoryState from, Region... regions) {
    GlobalDirectoryState global = from;
    for (Region region : regions) {
      RegionDirectoryState own = placed(global, region);
      GlobalCommand publish = RegionSteps.next(region, global, own).world().orElseThrow();
      global = global.apply(publish).state();
    }
    return global;
  }
}
