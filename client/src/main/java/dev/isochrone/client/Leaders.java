package dev.isochrone.client;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is believed to lead which partition, learnt from answers and refusals. A belief that is wrong
 * costs one redirect. Bounded by the partitions of the directory. Any thread.
 */
final class Leaders {
  private final ConcurrentHashMap<PartitionName, Endpoint> believed = new ConcurrentHashMap<>();

  /** A partition of a region. */
  record PartitionName(Region region, int id) {}

  Optional<Endpoint> of(PartitionName partition) {
    return Optional.ofNullable(believed.get(partition));
  }

  void learn(PartitionName partition, Endpoint leader) {
    if (!leader.equals(believed.get(partition))) {
      believed.put(partition, leader);
    }
  }

  /** This node does not lead the partition, or can't be reached; whoever else is believed stays. */
  void doubt(PartitionName partition, Endpoint node) {
    believed.remove(partition, node);
  }
}
