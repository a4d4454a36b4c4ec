package dev.isochrone.placement.ring;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A layout in the making: who holds what so far, and who may hold more. One call's own. */
final class Draft {
  /** What partitions' points on the ring are named by; no node can be called so. */
  private static final String PARTITION = "partition/";

  private final SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
  private final Map<NodeId, Integer> loads = new HashMap<>();
  private final List<SortedSet<NodeId>> replicas = new ArrayList<>();

  /** For each partition all nodes, the preferred first. */
  private final List<List<NodeId>> preferred = new ArrayList<>();

  private final int replication;
  private SortedMap<NodeId, Integer> quotas;

  /**
   * An empty one.
   *
   * @param replication at most the number of zones
   */
  Draft(Collection<NodeEntry> nodes, int partitions, int replication) {
    SortedMap<NodeId, Integer> weights = new TreeMap<>();
    for (NodeEntry node : nodes) {
      this.nodes.put(node.id(), node);
      weights.put(node.id(), node.weight());
    }
    Ring ring = Ring.of(weights);
    for (int i = 0; i < partitions; i++) {
      replicas.add(new TreeSet<>());
      preferred.add(ring.clockwiseFrom(Ring.pointOf(PARTITION, i)));
    }
    this.replication = replication;
    this.quotas = quotas();
  }

  List<NodeId> replicas(int partition) {
    return List.copyOf(replicas.get(partition));
  }

  /**
   * Deals out everything. Each partition first takes the zones that have as many replicas to get as
   * there are partitions left, and then whoever the ring prefers: so that no zone is left with more
   * than it can hold. (D. Gale and H. Ryser, 1957: with that, it always comes out even.)
   */
  void plan() {
    for (int partition = 0; partition < replicas.size(); partition++) {
      int left = replicas.size() - partition;
      Map<Zone, Integer> open = openByZone();
      for (NodeId node : preferred.get(partition)) {
        if (open.getOrDefault(zone(node), 0) >= left) {
          placeIfFits(partition, node);
        }
      }
      for (NodeId node : preferred.get(partition)) {
        placeIfFits(partition, node);
      }
    }
  }

  /** Takes over what lay where it still can: on nodes that are there, in zones of their own. */
  void keep(Layout before) {
    for (PartitionEntry partition : before.partitions()) {
      for (NodeId node : preferred.get(partition.id())) {
        if (partition.replicas().contains(node) && isOpenTo(partition.id(), node)) {
          place(partition.id(), node);
        }
      }
    }
    quotas = quotas();
  }

  /**
   * Gives each partition the replicas that it lacks: by preference within quotas, else anywhere.
   */
  void fill() {
    for (int partition = 0; partition < replicas.size(); partition++) {
      for (NodeId node : preferred.get(partition)) {
        placeIfFits(partition, node);
      }
    }
    for (int partition = 0; partition < replicas.size(); partition++) {
      while (replicas.get(partition).size() < replication) {
        place(partition, leastLoaded(partition));
      }
    }
  }

  /** Lets the nodes that hold nothing of the old layout take their share from those with more. */
  void settle(Set<NodeId> old) {
    for (NodeId joined : nodes.keySet()) {
      if (!old.contains(joined)) {
        Optional<Move> move = next(joined);
        while (move.isPresent()) {
          replicas.get(move.get().partition()).remove(move.get().from());
          loads.merge(move.get().from(), -1, Integer::sum);
          place(move.get().partition(), joined);
          move = next(joined);
        }
      }
    }
  }

  private record Move(int partition, NodeId from) {}

  /** Of those with the most above their quota, the partition that prefers the new node most. */
  private Optional<Move> next(NodeId to) {
    if (room(to) <= 0) {
      return Optional.empty();
    }
    List<Move> moves = new ArrayList<>();
    for (int partition = 0; partition < replicas.size(); partition++) {
      for (NodeId from : replicas.get(partition)) {
        if (room(from) < 0 && isFreeFor(partition, to, from)) {
          moves.add(new Move(partition, from));
        }
      }
    }
    return moves.stream()
        .min(
            Comparator.<Move>comparingInt(move -> room(move.from()))
                .thenComparingInt(move -> preferred.get(move.partition()).indexOf(to))
                .thenComparingInt(Move::partition)
                .thenComparing(Move::from));
  }

  /** Whether the node could stand in for that one: it, or its zone, holds no other replica. */
  private boolean isFreeFor(int partition, NodeId node, NodeId instead) {
    return replicas.get(partition).stream()
        .allMatch(held -> held.equals(instead) || !zone(held).equals(zone(node)));
  }

  private NodeId leastLoaded(int partition) {
    List<NodeId> order = preferred.get(partition);
    return order.stream()
        .filter(node -> isOpenTo(partition, node))
        .min(
            Comparator.<NodeId>comparingDouble(node -> (load(node) + 1.0) / weight(node))
                .thenComparingInt(order::indexOf))
        .orElseThrow(); // There are at least as many zones as replicas.
  }

  private void placeIfFits(int partition, NodeId node) {
    if (room(node) > 0 && isOpenTo(partition, node)) {
      place(partition, node);
    }
  }

  private boolean isOpenTo(int partition, NodeId node) {
    Set<NodeId> held = replicas.get(partition);
    return held.size() < replication
        && held.stream().noneMatch(other -> zone(other).equals(zone(node)));
  }

  private void place(int partition, NodeId node) {
    replicas.get(partition).add(node);
    loads.merge(node, 1, Integer::sum);
  }

  private Map<Zone, Integer> openByZone() {
    Map<Zone, Integer> open = new HashMap<>();
    nodes.keySet().forEach(node -> open.merge(zone(node), room(node), Integer::sum));
    return open;
  }

  private SortedMap<NodeId, Integer> quotas() {
    return Quotas.of(nodes.values(), replicas.size(), replication, loads);
  }

  /** How much more the node may hold. */
  private int room(NodeId node) {
    return quotas.getOrDefault(node, 0) - load(node);
  }

  private int load(NodeId node) {
    return loads.getOrDefault(node, 0);
  }

  private int weight(NodeId node) {
    return entry(node).weight();
  }

  private Zone zone(NodeId node) {
    return entry(node).zone();
  }

  private NodeEntry entry(NodeId node) {
    NodeEntry entry = nodes.get(node);
    if (entry == null) {
      throw new AssertionError(node); // Only the draft's own nodes are asked about.
    }
    return entry;
  }
}
