package dev.isochrone.placement.ring;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.NodeEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many replicas each node is to hold: its fair share, rounded. A zone's share goes by the
 * weight of its nodes, but no zone holds two replicas of one partition, so none has more than there
 * are partitions; what is over goes to the other zones. In a zone the share goes by weight again.
 *
 * <p>Shares are rounded by largest remainder, and who holds more than the floor of its share
 * already is rounded up first: so where nodes come or go, nobody's quota grows at the cost of
 * another who need not give.
 */
final class Quotas {
  private Quotas() {}

  /**
   * Each node's quota; in all {@code partitions * replicas}.
   *
   * @param replicas at most the number of zones
   * @param held what nodes hold already; those that are missing hold nothing
   */
  static SortedMap<NodeId, Integer> of(
      Collection<NodeEntry> nodes, int partitions, int replicas, Map<NodeId, Integer> held) {
    SortedMap<Zone, Integer> weights = new TreeMap<>();
    SortedMap<Zone, Integer> heldIn = new TreeMap<>();
    for (NodeEntry node : nodes) {
      weights.merge(node.zone(), node.weight(), Integer::sum);
      heldIn.merge(node.zone(), held.getOrDefault(node.id(), 0), Integer::sum);
    }
    SortedMap<Zone, Double> zoneShares = shares(weights, partitions, replicas);
    SortedMap<Zone, Integer> zoneQuotas =
        rounded(zoneShares, partitions * replicas, partitions, heldIn);

    SortedMap<NodeId, Integer> quotas = new TreeMap<>();
    zoneQuotas.forEach(
        (zone, quota) -> {
          SortedMap<NodeId, Double> shares = new TreeMap<>();
          for (NodeEntry node : nodes) {
            if (node.zone().equals(zone)) {
              shares.put(node.id(), quota * (double) node.weight() / weights.getOrDefault(zone, 0));
            }
          }
          quotas.putAll(rounded(shares, quota, quota, held));
        });
    return quotas;
  }

  /** Each zone's share by weight, where none has more than one replica of each partition. */
  static SortedMap<Zone, Double> shares(
      SortedMap<Zone, Integer> weights, int partitions, int replicas) {
    SortedMap<Zone, Double> shares = new TreeMap<>();
    Set<Zone> open = new TreeSet<>(weights.keySet());
    while (!open.isEmpty()) {
      double left = partitions * (double) (replicas - shares.size());
      double weight = open.stream().mapToInt(zone -> weights.getOrDefault(zone, 0)).sum();
      List<Zone> full =
          open.stream()
              .filter(zone -> left * weights.getOrDefault(zone, 0) / weight >= partitions)
              .toList();
      List<Zone> settled = full.isEmpty() ? List.copyOf(open) : full;
      for (Zone zone : settled) {
        shares.put(
            zone, full.isEmpty() ? left * weights.getOrDefault(zone, 0) / weight : partitions);
      }
      settled.forEach(open::remove);
    }
    return shares;
  }

  /** Whole numbers that add up to the total, each next to its share and none above the most. */
  private static <T extends Comparable<T>> SortedMap<T, Integer> rounded(
      SortedMap<T, Double> shares, int total, int most, Map<T, Integer> held) {
    SortedMap<T, Integer> quotas = new TreeMap<>();
    List<Claim<T>> upwards = new ArrayList<>();
    int over = total;
    for (Map.Entry<T, Double> share : shares.entrySet()) {
      int floor = (int) Math.floor(share.getValue());
      quotas.put(share.getKey(), floor);
      over -= floor;
      if (floor < most) {
        boolean holdsMore = held.getOrDefault(share.getKey(), 0) > floor;
        upwards.add(new Claim<>(share.getKey(), holdsMore, share.getValue() - floor));
      }
    }
    if (over < 0 || over > upwards.size()) {
      throw new AssertionError(total + " of " + shares + " at most " + most);
    }
    upwards.sort(Claim.order());
    upwards.subList(0, over).forEach(claim -> quotas.merge(claim.who(), 1, Integer::sum));
    return quotas;
  }

  /** Who is to be rounded up before whom. */
  private record Claim<T extends Comparable<T>>(T who, boolean holdsMore, double remainder) {
    static <T extends Comparable<T>> Comparator<Claim<T>> order() {
      return Comparator.comparing((Claim<T> claim) -> !claim.holdsMore())
          .thenComparing(claim -> -claim.remainder())
          .thenComparing(Claim::who);
    }
  }
}
