package dev.isochrone.placement.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.NodeId;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final int POINTS = 2_000;

  /** An obvious model beside it: all points in one sorted map. */
  @ForSeeds(50)
  void clockwiseFrom_meetsTheNodesAsTheirPointsLie(long seed) {
    RandomGenerator random = random(seed);
    SortedMap<NodeId, Integer> weights = weights(random);
    TreeMap<Long, NodeId> points = new TreeMap<>();
    weights.forEach(
        (node, weight) -> {
          for (int i = 0; i < weight * Ring.POINTS_PER_WEIGHT; i++) {
            points.put(Ring.pointOf(node.name(), i), node);
          }
        });
    Ring ring = Ring.of(weights);

    for (int i = 0; i < 50; i++) {
      long from = i == 0 ? points.firstKey() : i == 1 ? points.lastKey() + 1 : random.nextLong();
      Set<NodeId> met = new LinkedHashSet<>(points.tailMap(from).values());
      met.addAll(points.headMap(from).values());
      assertThat(ring.clockwiseFrom(from)).isEqualTo(List.copyOf(met));
      assertThat(ring.owner(from)).isEqualTo(met.iterator().next());
    }
  }

  @ForSeeds(50)
  void aNodeThatJoins_takesPointsForItself_andNothingElseMoves(long seed) {
    RandomGenerator random = random(seed);
    SortedMap<NodeId, Integer> before = weights(random);
    NodeId joined = new NodeId("joined");
    SortedMap<NodeId, Integer> after = new TreeMap<>(before);
    after.put(joined, 1 + random.nextInt(4));
    Ring old = Ring.of(before);
    Ring grown = Ring.of(after);

    List<NodeId> owners = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      long point = random.nextLong();
      NodeId owner = grown.owner(point);
      if (!owner.equals(old.owner(point))) {
        owners.add(owner);
      }
    }
    assertThat(owners).isNotEmpty().containsOnly(joined);
  }

  /** Four standard deviations of the arcs, and what the sample adds. */
  @ForSeeds(100)
  void nodes_ownAboutTheirShareOfTheRing(long seed) {
    RandomGenerator random = random(seed);
    SortedMap<NodeId, Integer> weights = weights(random);
    double total = weights.values().stream().mapToInt(Integer::intValue).sum();
    Map<NodeId, Integer> owned = new TreeMap<>();
    Ring ring = Ring.of(weights);
    int points = 20_000;
    for (int i = 0; i < points; i++) {
      owned.merge(ring.owner(random.nextLong()), 1, Integer::sum);
    }

    weights.forEach(
        (node, weight) ->
            assertThat(owned.getOrDefault(node, 0) / (points * weight / total))
                .as("%s of %s", node, weights)
                .isBetween(0.6, 1.4));
  }

  @Test
  void aRingWithoutNodes_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ring.of(new TreeMap<>()));
  }

  private static SortedMap<NodeId, Integer> weights(RandomGenerator random) {
    SortedMap<NodeId, Integer> weights = new TreeMap<>();
    for (int i = 2 + random.nextInt(8); i > 0; i--) {
      weights.put(new NodeId("n" + random.nextInt(1_000_000)), 1 + random.nextInt(4));
    }
    return weights;
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
