package dev.isochrone.local;

import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.TableSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster on one machine looks like.
 *
 * @param dir holds the cluster's id and a directory per node; a second start goes on with what is
 *     there
 * @param portBase node i, counted over regions and zones in order, listens at {@code portBase + 10
 *     i} for clients, and at the ports after it for servers, for Raft and, as a process, for HTTP
 * @param regions each with its zones, one node per zone
 * @param tables what the directory holds
 */
public record LocalClusterConfig(
    String name,
    Path dir,
    int portBase,
    SortedMap<Region, List<Zone>> regions,
    List<TableSpec> tables,
    Clocks clocks) {

  /** Port numbers from one node to the next. */
  static final int PORT_STRIDE = 10;

  /** How many of them a node listens at: for clients, servers, Raft, and HTTP. */
  static final int PORTS = 4;

  /** Where the nodes take their time from. */
  public record Clocks(PhysicalClock physical, Ticker ticker) {
    public static final Clocks SYSTEM = new Clocks(PhysicalClock.system(), Ticker.system());
  }

  public LocalClusterConfig {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    tables = List.copyOf(tables);
    int nodes = regions.values().stream().mapToInt(List::size).sum();
    if (nodes < 1 || regions.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("every region needs a zone");
    }
    if (portBase < 1_024 || portBase + nodes * PORT_STRIDE > 65_535) {
      throw new IllegalArgumentException(
          "ports from " + portBase + " on leave no room for " + nodes + " nodes");
    }
  }
}
