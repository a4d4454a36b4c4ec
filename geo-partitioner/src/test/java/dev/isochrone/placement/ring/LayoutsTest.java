package dev.isochrone.placement.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.model.key.Slot;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class LayoutsTest {
  @ForSeeds(300)
  void plan_holdsEachNodesShare_inZonesOfTheirOwn(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = Fleet.any(random);
    int partitions = 1 + random.nextInt(64);
    int replicas = 1 + random.nextInt(5);

    Layout layout = Layouts.plan(nodes, partitions, replicas);

    assertThat(layout.version()).isEqualTo(1);
    assertThat(layout.partitions()).hasSize(partitions);
    requireZonesOfTheirOwn(layout, nodes, replicas);
    requireShares(layout, nodes, replicas, 2);
  }

  @ForSeeds(100)
  void plan_isTheSame_inWhateverOrderTheNodesCome(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = Fleet.any(random);
    List<NodeEntry> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, new Random(random.nextLong()));

    assertThat(Layouts.plan(shuffled, 16, 3)).isEqualTo(Layouts.plan(nodes, 16, 3));
  }

  @Test
  void plan_withAsManyZonesAsReplicas_isEvenToOne() {
    for (int perZone = 1; perZone <= 5; perZone++) {
      for (int partitions : new int[] {1, 3, 7, 64}) {
        List<NodeEntry> nodes = Fleet.even(3, perZone);
        SortedMap<NodeId, Integer> loads = Fleet.loads(Layouts.plan(nodes, partitions, 3));

        for (NodeEntry node : nodes) {
          assertThat(loads.getOrDefault(node.id(), 0))
              .isBetween(partitions / perZone, (partitions + perZone - 1) / perZone);
        }
      }
    }
  }

  @Test
  void slots_areDealtOutEvenly() {
    for (int partitions : new int[] {1, 2, 3, 7, 100, 1_000, Layouts.PARTITIONS_MAX}) {
      IntSummaryStatistics sizes =
          Layouts.plan(Fleet.even(3, 1), partitions, 3).partitions().stream()
              .flatMap(partition -> partition.slots().stream())
              .mapToInt(SlotRange::size)
              .summaryStatistics();

      assertThat(sizes.getCount()).isEqualTo(partitions);
      assertThat(sizes.getSum()).isEqualTo(Slot.COUNT);
      assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
    }
  }

  @ForSeeds(100)
  void replan_withTheSameNodes_isTheSameLayout(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = Fleet.any(random);
    int replicas = 1 + random.nextInt(4);
    Layout layout = Layouts.plan(nodes, 1 + random.nextInt(64), replicas);

    assertThat(Layouts.replan(layout, nodes, replicas)).isSameAs(layout);
  }

  /**
   * Every replica that moves goes to the node that joined, one of a partition. With more zones than
   * replicas it may stay a little below its share: what those hold that have too much may lie in
   * its zone already.
   */
  @ForSeeds(300)
  void replan_afterOneJoined_movesItsShare_andNoMore(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = Fleet.any(random);
    int partitions = 1 + random.nextInt(64);
    int replicas = 1 + random.nextInt(3);
    Layout before = Layouts.plan(nodes, partitions, replicas);
    NodeEntry joined = Fleet.node("joined", zoneOf(nodes, random), 1 + random.nextInt(4));
    List<NodeEntry> grown = new ArrayList<>(nodes);
    grown.add(joined);

    Layout after = Layouts.replan(before, grown, replicas);

    List<Set<NodeId>> moved = Fleet.moved(before, after);
    assertThat(moved).allMatch(fresh -> fresh.isEmpty() || fresh.equals(Set.of(joined.id())));
    double share = Fleet.shares(grown, partitions, replicas).getOrDefault(joined.id(), Double.NaN);
    assertThat((double) Fleet.count(moved)).isBetween(share - 3, share + 2);
    requireZonesOfTheirOwn(after, grown, replicas);
    requireShares(after, grown, replicas, 3);
    assertThat(after.version()).isEqualTo(after.equals(before) ? 1 : 2);
    assertThat(slots(after)).isEqualTo(slots(before));
  }

  /** What the node that left had goes to others, and nothing else moves. */
  @ForSeeds(300)
  void replan_afterOneLeft_movesWhatItHad_andNothingElse(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = Fleet.any(random);
    int replicas = 1 + random.nextInt(4);
    Layout before = Layouts.plan(nodes, 1 + random.nextInt(64), replicas);
    List<NodeEntry> rest = new ArrayList<>(nodes);
    NodeId left = rest.remove(random.nextInt(rest.size())).id();
    if (rest.isEmpty()) {
      return;
    }

    Layout after = Layouts.replan(before, rest, replicas);

    for (PartitionEntry partition : before.partitions()) {
      Set<NodeId> stayed = new TreeSet<>(partition.replicas());
      stayed.remove(left);
      assertThat(after.partitions().get(partition.id()).replicas()).containsAll(stayed);
    }
    assertThat(Fleet.loads(after)).doesNotContainKey(left);
    requireZonesOfTheirOwn(after, rest, replicas);
    assertThat(slots(after)).isEqualTo(slots(before));
  }

  /** Ten changes, one after the other: it stays a layout, and nobody is far from their share. */
  @ForSeeds(100)
  void replan_againAndAgain_staysEven(long seed) {
    RandomGenerator random = random(seed);
    List<NodeEntry> nodes = new ArrayList<>(Fleet.even(3, 2));
    Layout layout = Layouts.plan(nodes, 48, 3);
    for (int i = 0; i < 10; i++) {
      if (random.nextBoolean() && nodes.size() > 6) {
        nodes.remove(random.nextInt(nodes.size()));
      } else {
        nodes.add(Fleet.node("later-" + i, "z" + random.nextInt(3), 1));
      }
      layout = Layouts.replan(layout, nodes, 3);
      requireZonesOfTheirOwn(layout, nodes, 3);
    }
    requireShares(layout, nodes, 3, 3);
  }

  @Test
  void replan_afterAZoneCame_givesEachPartitionTheReplicaThatItLacked() {
    List<NodeEntry> two = Fleet.even(2, 1);
    Layout before = Layouts.plan(two, 4, 3);
    List<NodeEntry> three = Fleet.even(3, 1);

    Layout after = Layouts.replan(before, three, 3);

    assertThat(before.partitions()).allMatch(partition -> partition.replicas().size() == 2);
    assertThat(after.partitions()).allMatch(partition -> partition.replicas().size() == 3);
    assertThat(Fleet.moved(before, after))
        .allMatch(fresh -> fresh.equals(Set.of(new NodeId("z2-n0"))));
  }

  @Test
  void replan_withFewerReplicas_dropsSome_andMovesNone() {
    List<NodeEntry> nodes = Fleet.even(3, 2);
    Layout before = Layouts.plan(nodes, 12, 3);

    Layout after = Layouts.replan(before, nodes, 1);

    assertThat(after.partitions()).allMatch(partition -> partition.replicas().size() == 1);
    assertThat(Fleet.count(Fleet.moved(before, after))).isZero();
  }

  @Test
  void layoutsThatCantBe_areRefused() {
    List<NodeEntry> nodes = Fleet.even(3, 1);

    assertThatIllegalArgumentException().isThrownBy(() -> Layouts.plan(List.of(), 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Layouts.plan(nodes, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layouts.plan(nodes, Layouts.PARTITIONS_MAX + 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Layouts.plan(nodes, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layouts.plan(nodes, 1, Layouts.REPLICAS_MAX + 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layouts.plan(List.of(nodes.get(0), nodes.get(0)), 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Fleet.node("n", "z", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fleet.node("n", "z", NodeEntry.WEIGHT_MAX + 1));
  }

  private static void requireZonesOfTheirOwn(
      Layout layout, Collection<NodeEntry> nodes, int replicas) {
    Map<NodeId, Zone> zones = new HashMap<>();
    nodes.forEach(node -> zones.put(node.id(), node.zone()));
    int zoneCount = Set.copyOf(zones.values()).size();
    for (PartitionEntry partition : layout.partitions()) {
      assertThat(partition.replicas()).hasSize(Math.min(replicas, zoneCount));
      assertThat(partition.replicas().stream().map(zones::get)).doesNotHaveDuplicates();
    }
  }

  private static void requireShares(
      Layout layout, Collection<NodeEntry> nodes, int replicas, double within) {
    SortedMap<NodeId, Integer> loads = Fleet.loads(layout);
    Fleet.shares(nodes, layout.partitions().size(), replicas)
        .forEach(
            (node, share) ->
                assertThat(loads.getOrDefault(node, 0) - share)
                    .as("%s holds %s of a share of %s", node, loads.get(node), share)
                    .isBetween(-within, within));
  }

  private static String zoneOf(List<NodeEntry> nodes, RandomGenerator random) {
    return nodes.get(random.nextInt(nodes.size())).zone().name();
  }

  private static List<List<SlotRange>> slots(Layout layout) {
    return layout.partitions().stream().map(PartitionEntry::slots).toList();
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
