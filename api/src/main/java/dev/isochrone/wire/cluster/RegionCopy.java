package dev.isochrone.wire.cluster;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import java.util.List;

/**
 * A region's copy of a row.
 *
 * @param partition of that region
 * @param replicas the ports for clients of the nodes that hold it
 */
public record RegionCopy(Region region, int partition, List<Endpoint> replicas) {
  public RegionCopy {
    replicas = List.copyOf(replicas);
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
  }
}
