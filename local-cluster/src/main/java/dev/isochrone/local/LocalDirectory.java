package dev.isochrone.local;

import dev.isochrone.model.ClusterId;
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
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
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
      Layout layout = onePartition(List.copyOf(nodes.keySet()));
      regions.put(
          region.getKey(), new RegionEntry(region.getKey(), new Origin(origin++), layout, nodes));
    }
    SortedMap<TableName, TableSpec> tables = new TreeMap<>();
    config.tables().forEach(table -> tables.put(table.name(), table));
    return new Directory(1, new Directory.Cluster(cluster, config.name()), regions, tables);
  }

  private static Layout onePartition(List<NodeId> replicas) {
    return new Layout(1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), replicas)));
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
