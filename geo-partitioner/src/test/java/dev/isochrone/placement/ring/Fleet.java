package dev.isochrone.placement.ring;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Nodes to lay partitions on, and what is asked of how they lie. */
final class Fleet {
  private Fleet() {}

  static NodeEntry node(String name, String zone, int weight) {
    NodeId id = new NodeId(name);
    Endpoint anywhere = new Endpoint(id, "127.0.0.1", 7_400);
    return new NodeEntry(id, new Zone(zone), anywhere, anywhere, Optional.empty(), weight);
  }

  /** So many zones of so many nodes, all of weight 1. */
  static List<NodeEntry> even(int zones, int nodesPerZone) {
    List<NodeEntry> nodes = new ArrayList<>();
    for (int zone = 0; zone < zones; zone++) {
      for (int i = 0; i < nodesPerZone; i++) {
        nodes.add(node("z" + zone + "-n" + i, "z" + zone, 1));
      }
    }
    return nodes;
  }

  /** One to five zones of one to four nodes, of weights 1 to 4. */
  static List<NodeEntry> any(RandomGenerator random) {
    List<NodeEntry> nodes = new ArrayList<>();
    int zones = 1 + random.nextInt(5);
    for (int zone = 0; zone < zones; zone++) {
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        nodes.add(
            node("z" + zone + "-" + random.nextInt(1_000_000), "z" + zone, 1 + random.nextInt(4)));
      }
    }
    return nodes;
  }

  static SortedMap<NodeId, Integer> weights(Collection<NodeEntry> nodes) {
    SortedMap<NodeId, Integer> weights = new TreeMap<>();
    nodes.forEach(node -> weights.put(node.id(), node.weight()));
    return weights;
  }

  /** How many replicas each node holds. */
  static SortedMap<NodeId, Integer> loads(Layout layout) {
    SortedMap<NodeId, Integer> loads = new TreeMap<>();
    for (PartitionEntry partition : layout.partitions()) {
      partition.replicas().forEach(node -> loads.merge(node, 1, Integer::sum));
    }
    return loads;
  }

  /**
   * How many replicas each node should hold, as a real number: by weight, but no zone more than one
   * of each partition.
   */
  static SortedMap<NodeId, Double> shares(
      Collection<NodeEntry> nodes, int partitions, int replicas) {
    SortedMap<Zone, Integer> weights = new TreeMap<>();
    nodes.forEach(node -> weights.merge(node.zone(), node.weight(), Integer::sum));
    int most = Math.min(replicas, weights.size());
    // The common factor at which zones, each cut off at all partitions, hold everything.
    double low = 0;
    double high = (double) partitions * most;
    for (int i = 0; i < 200; i++) {
      double factor = (low + high) / 2;
      double held =
          weights.values().stream().mapToDouble(w -> Math.min(partitions, factor * w)).sum();
      if (held < (double) partitions * most) {
        low = factor;
      } else {
        high = factor;
      }
    }
    double factor = high;
    SortedMap<NodeId, Double> shares = new TreeMap<>();
    for (NodeEntry node : nodes) {
      int zone = weights.getOrDefault(node.zone(), 0);
      shares.put(node.id(), Math.min(partitions, factor * zone) * node.weight() / zone);
    }
    return shares;
  }

  /** The replicas that are in the second layout and not in the first: by partition, its nodes. */
  static List<Set<NodeId>> moved(Layout before, Layout after) {
    List<Set<NodeId>> moved = new ArrayList<>();
    for (PartitionEntry partition : after.partitions()) {
      Set<NodeId> fresh = new HashSet<>(partition.replicas());
      fresh.removeAll(before.partitions().get(partition.id()).replicas());
      moved.add(fresh);
    }
    return moved;
  }

  static int count(List<Set<NodeId>> moved) {
    return moved.stream().mapToInt(Set::size).sum();
  }
}
