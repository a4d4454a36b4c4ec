package dev.isochrone.local;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ring.Layouts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory of a cluster on one machine: a function of its configuration, so that a second
 * start comes to the same.
 */
final class LocalDirectory {
  private static final String LOOPBACK = "127.0.0.1";

  private LocalDirectory() {}

  static Directory of(LocalClusterConfig config, ClusterId cluster) {
    SortedMap<Region, RegionEntry> regions = new TreeMap<>();
    int port = config.portBase();
    int origin = 1;
    for (Map.Entry<Region, List<Zone>> region : config.regions().entrySet()) {
      SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
      for (Zone zone : region.getValue()) {
        NodeEntry node = node(region.getKey(), zone, port);
        nodes.put(node.id(), node);
        port += LocalClusterConfig.PORT_STRIDE;
      }
      RegionEntry entry =
          new RegionEntry(
              region.getKey(), new Origin(origin++), layout(config, region.getKey(), nodes), nodes);
      Coordinates place = config.geography().coordinates().get(region.getKey());
      regions.put(region.getKey(), place == null ? entry : entry.at(place));
    }
    SortedMap<TableName, TableSpec> tables = new TreeMap<>();
    config.tables().forEach(table -> tables.put(table.name(), table));
    return new Directory(
        1,
        new Directory.Cluster(cluster, config.name()),
        regions,
        tables,
        config.geography().domains());
  }

  private static Layout layout(
      LocalClusterConfig config, Region region, SortedMap<NodeId, NodeEntry> nodes) {
    return Layouts.plan(
        nodes.values(),
        config.geography().partitions().getOrDefault(region, 1),
        Layouts.REPLICAS_DEFAULT);
  }

  private static NodeEntry node(Region region, Zone zone, int port) {
    NodeId id = new NodeId(region + "-" + zone);
    return new NodeEntry(
        id,
        zone,
        new Endpoint(id, LOOPBACK, port),
        new Endpoint(id, LOOPBACK, port + 1),
        Optional.of(new Endpoint(id, LOOPBACK, port + 2)));
  }
}
