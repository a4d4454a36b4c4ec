package dev.isochrone.server.directory;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Copies of a directory of two regions with a node each. */
final class Copies {
  static final Region EU = new Region("eu-west");
  static final Region US = new Region("us-east");
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");

  private Copies() {}

  static DirectoryCopy copy(long global, long region) {
    return copy(CLUSTER, EU, global, region);
  }

  static DirectoryCopy copy(ClusterId cluster, Region own, long global, long region) {
    Directory directory =
        new Directory(
            global + region,
            new Directory.Cluster(cluster, "test"),
            new TreeMap<>(
                Map.of(EU, region(EU, 1, own.equals(EU)), US, region(US, 2, own.equals(US)))),
            new TreeMap<>());
    return new DirectoryCopy(directory, own, global, region);
  }

  private static RegionEntry region(Region region, int origin, boolean own) {
    NodeId id = new NodeId(region + "-a");
    NodeEntry node =
        new NodeEntry(
            id,
            new Zone("a"),
            new Endpoint(id, "127.0.0.1", 7_400),
            new Endpoint(id, "127.0.0.1", 7_401),
            own ? Optional.of(new Endpoint(id, "127.0.0.1", 7_402)) : Optional.empty());
    return new RegionEntry(
        region,
        new Origin(origin),
        new Layout(1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), List.of(id)))),
        new TreeMap<>(Map.of(id, node)));
  }
}
