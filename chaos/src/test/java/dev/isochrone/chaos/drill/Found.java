package dev.isochrone.chaos.drill;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.bytes.Bytes;
import java.util.List;
import java.util.Map;

/**
 * What is there after all clients have stopped.
 *
 * @param values of the rows that are there, by strong reads
 * @param replicas as each of them says of itself
 */
record Found(Map<String, Long> values, List<Replica> replicas) {
  /** A replica's state in sixteen bytes, and the log index at which it is. */
  record Replica(NodeId node, long appliedIndex, Bytes digest) {}

  Found {
    values = Map.copyOf(values);
    replicas = List.copyOf(replicas);
  }
}
