package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.NodeId;
import dev.isochrone.placement.Directory;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;

/**
 * Which nodes know of a change.
 *
 * @param nodes how many there are
 * @param without those that did not know of it, or did not answer, when the time was over
 */
record Everywhere(int nodes, SortedSet<NodeId> without) {
  /** Waits for as long as the client's timeout at most. */
  static Everywhere await(IsochroneClient client, Predicate<Directory> known)
      throws InterruptedException {
    SortedSet<NodeId> without = client.schema().awaitEverywhere(known);
    int nodes =
        client.directory().regions().values().stream()
            .mapToInt(region -> region.nodes().size())
            .sum();
    return new Everywhere(nodes, without);
  }

  /** For a person. */
  Map.Entry<String, String> line() {
    return Map.entry(
        "known to",
        without.isEmpty()
            ? "all " + nodes + " nodes"
            : (nodes - without.size())
                + " of "
                + nodes
                + " nodes; it is decided, and these do not know of it yet, or do not answer: "
                + Words.list(without));
  }

  /** For a program. */
  void addTo(ObjectNode json) {
    json.put("nodes", nodes);
    json.putArray("not_known_to");
    without.forEach(node -> json.withArray("not_known_to").add(node.name()));
  }
}
