package dev.isochrone.cli.region;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far nodes are from here.
 *
 * @param trips the round trips to each node that answered, ascending
 */
record Distances(SortedMap<NodeId, List<Duration>> trips) {
  private static final int ROUNDS = 5;

  Distances {
    SortedMap<NodeId, List<Duration>> ascending = new TreeMap<>();
    trips.forEach((node, all) -> ascending.put(node, all.stream().sorted().toList()));
    trips = Collections.unmodifiableSortedMap(ascending);
  }

  /**
   * Asks every node a few times. The first answer, which waits for a connection, is not counted.
   */
  static Distances measure(IsochroneClient client) {
    boolean allAnswered =
        client.roundTrips().values().stream().allMatch(Outcome.Done.class::isInstance);
    SortedMap<NodeId, List<Duration>> trips = new TreeMap<>();
    // A node that does not answer holds up every round.
    for (int round = 0; round < (allAnswered ? ROUNDS : 1); round++) {
      client
          .roundTrips()
          .forEach(
              (node, trip) ->
                  trip.map(took -> trips.computeIfAbsent(node, id -> new ArrayList<>()).add(took)));
    }
    return new Distances(trips);
  }

  /** The median of the round trips to one node; empty if it did not answer. */
  Optional<Duration> to(NodeId node) {
    return median(trips.getOrDefault(node, List.of()));
  }

  /** The median of those to any of these nodes. */
  Optional<Duration> to(Collection<NodeId> nodes) {
    return median(
        nodes.stream()
            .flatMap(node -> trips.getOrDefault(node, List.of()).stream())
            .sorted()
            .toList());
  }

  private static Optional<Duration> median(List<Duration> ascending) {
    return ascending.isEmpty()
        ? Optional.empty()
        : Optional.of(ascending.get(ascending.size() / 2));
  }
}
