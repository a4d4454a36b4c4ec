package dev.isochrone.wire.cluster;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import java.util.List;
import java.util.Optional;

/**
 * Where a row lives, as one node sees it.
 *
 * @param home the region that takes its writes
 * @param slot the hash of its partition key
 * @param partition of the home region
 * @param leader the home partition's leader, if that node knows it
 * @param copies in every region that holds one, ascending by region
 */
public record Whereabouts(
    HomeOf home, Slot slot, int partition, Optional<Endpoint> leader, List<RegionCopy> copies) {
  public Whereabouts {
    copies = List.copyOf(copies);
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
  }
}
