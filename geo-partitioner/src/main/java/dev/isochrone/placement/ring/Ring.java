package dev.isochrone.placement.ring;

import com.google.common.hash.Hashing;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * A consistent-hash ring (D. Karger et al., "Consistent hashing and random trees", 1997) with
 * weighted virtual nodes (G. DeCandia et al., "Dynamo", 2007): a node stands at {@link
 * #POINTS_PER_WEIGHT} points for each unit of its weight, and owns the arc up to each of them. A
 * node's points are a function of its name alone, so one that joins only takes arcs, and one that
 * leaves only gives its own. Immutable.
 */
public final class Ring {
  public static final int POINTS_PER_WEIGHT = 128;

  private static final Comparator<Point> ORDER =
      Comparator.comparingLong(Point::at).thenComparing(Point::owner);

  private final List<Point> points;
  private final int nodes;

  /**
   * A place on the ring.
   *
   * @param at any; the greatest is followed by the least
   */
  private record Point(long at, NodeId owner) {}

  private Ring(List<Point> points, int nodes) {
    this.points = points;
    this.nodes = nodes;
  }

  /** A ring of these nodes, at least one, each of its weight, at least 1. */
  public static Ring of(SortedMap<NodeId, Integer> weights) {
    List<Point> points = new ArrayList<>();
    for (Map.Entry<NodeId, Integer> node : weights.entrySet()) {
      for (int i = 0; i < node.getValue() * POINTS_PER_WEIGHT; i++) {
        points.add(new Point(pointOf(node.getKey().name(), i), node.getKey()));
      }
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a ring without nodes");
    }
    points.sort(ORDER);
    return new Ring(List.copyOf(points), weights.size());
  }

  /** Where something of this name and number stands: the first eight bytes of its murmur3_128. */
  public static long pointOf(String name, int number) {
    byte[] utf8 = Utf8.encode(name);
    byte[] input = new ByteWriter(utf8.length + 4).raw(utf8, 0, utf8.length).u32(number).toArray();
    return Long.reverseBytes(Hashing.murmur3_128().hashBytes(input).asLong());
  }

  /** Who owns a point: whoever stands there or next after it. */
  public NodeId owner(long point) {
    return points.get(atOrAfter(point)).owner();
  }

  /** All nodes, in the order in which they are met from a point on. */
  public List<NodeId> clockwiseFrom(long point) {
    Set<NodeId> met = new LinkedHashSet<>();
    int start = atOrAfter(point);
    for (int i = 0; met.size() < nodes; i++) {
      met.add(points.get((start + i) % points.size()).owner());
    }
    return List.copyOf(met);
  }

  /** The index of the first point that is not before this one, round the ring. */
  private int atOrAfter(long point) {
    int low = 0;
    int high = points.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points.get(middle).at() < point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low % points.size();
  }
}
