package dev.isochrone.region.directory;

import dev.isochrone.model.NodeId;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a region has told the others of itself.
 *
 * @param version of the region's own directory, when it told this
 * @param nodes without their Raft endpoints, which are nobody's business outside of the region
 */
public record Published(long version, Layout layout, SortedMap<NodeId, NodeEntry> nodes) {
  public Published {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    if (version < 1) {
      throw new IllegalArgumentException("region directory version " + version);
    }
    if (nodes.values().stream().anyMatch(node -> node.raft().isPresent())) {
      throw new IllegalArgumentException("Raft endpoints stay within their region");
    }
  }
}
