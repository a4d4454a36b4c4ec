package dev.isochrone.placement.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.NodeId;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Measures how evenly things lie, and holds the README's figures to it. */
class DistributionTest {
  private static final int CLUSTERS = 100;

  /** Surefire runs in the module's directory. */
  private static final Path README = Path.of("README.md");

  @Test
  void figures_areThoseOfTheReadme() throws IOException {
    List<String> figures = List.of(arcs(), loads(), joins(), leaves(), drift());
    Files.write(Path.of("target", "distribution.txt"), figures);

    assertThat(Files.readString(README).lines()).containsAll(figures);
  }

  private static String arcs() {
    DoubleSummaryStatistics relative = new DoubleSummaryStatistics();
    double squares = 0;
    for (int seed = 1; seed <= CLUSTERS; seed++) {
      RandomGenerator random = random(seed);
      SortedMap<NodeId, Integer> weights = new TreeMap<>();
      while (weights.size() < 9) {
        weights.put(new NodeId("n" + random.nextInt(1_000_000)), 1);
      }
      Ring ring = Ring.of(weights);
      SortedMap<NodeId, Integer> owned = new TreeMap<>();
      int points = 18_000;
      for (int i = 0; i < points; i++) {
        // Evenly over all longs, so that the sample adds as little as it can.
        owned.merge(
            ring.owner(Long.MIN_VALUE + i * (Long.MAX_VALUE / points * 2)), 1, Integer::sum);
      }
      for (int count : owned.values()) {
        double share = count * 9.0 / points;
        relative.accept(share);
        squares += (share - 1) * (share - 1);
      }
    }
    return row(
        "ring alone: a node's arcs, of its share (9 nodes)",
        String.format(
            Locale.ROOT,
            "%.0f %% to %.0f %%, standard deviation %.1f %%",
            100 * relative.getMin(),
            100 * relative.getMax(),
            100 * Math.sqrt(squares / relative.getCount())));
  }

  private static String loads() {
    DoubleSummaryStatistics off = new DoubleSummaryStatistics();
    for (int seed = 1; seed <= CLUSTERS; seed++) {
      List<NodeEntry> nodes = Fleet.any(random(seed));
      off.combine(off(Layouts.plan(nodes, 64, 3), nodes));
    }
    return row(
        "layout: replicas of a node, off its share (64 partitions)",
        String.format(
            Locale.ROOT, "at most %.2f replicas, %.2f on average", off.getMax(), off.getAverage()));
  }

  private static String joins() {
    DoubleSummaryStatistics beyond = new DoubleSummaryStatistics();
    DoubleSummaryStatistics off = new DoubleSummaryStatistics();
    int elsewhere = 0;
    for (int seed = 1; seed <= CLUSTERS; seed++) {
      RandomGenerator random = random(seed);
      List<NodeEntry> nodes = Fleet.any(random);
      Layout before = Layouts.plan(nodes, 64, 3);
      List<NodeEntry> grown = new ArrayList<>(nodes);
      NodeEntry joined =
          Fleet.node(
              "joined",
              nodes.get(random.nextInt(nodes.size())).zone().name(),
              1 + random.nextInt(4));
      grown.add(joined);
      Layout after = Layouts.replan(before, grown, 3);
      int moved = Fleet.count(Fleet.moved(before, after));
      beyond.accept(
          Math.abs(moved - Fleet.shares(grown, 64, 3).getOrDefault(joined.id(), Double.NaN)));
      elsewhere += moved - Fleet.loads(after).getOrDefault(joined.id(), 0);
      off.combine(off(after, grown));
    }
    return row(
        "a node joins: replicas that move, off its share",
        String.format(
            Locale.ROOT,
            "at most %.2f; to other nodes: %d; loads then off at most %.2f",
            beyond.getMax(),
            elsewhere,
            off.getMax()));
  }

  private static String leaves() {
    int had = 0;
    int moved = 0;
    DoubleSummaryStatistics off = new DoubleSummaryStatistics();
    for (int seed = 1; seed <= CLUSTERS; seed++) {
      RandomGenerator random = random(seed);
      List<NodeEntry> nodes = new ArrayList<>(Fleet.even(3, 2 + random.nextInt(4)));
      Layout before = Layouts.plan(nodes, 64, 3);
      NodeId left = nodes.remove(random.nextInt(nodes.size())).id();
      Layout after = Layouts.replan(before, nodes, 3);
      had += Fleet.loads(before).getOrDefault(left, 0);
      moved += Fleet.count(Fleet.moved(before, after));
      off.combine(off(after, nodes));
    }
    return row(
        "a node leaves: replicas that move, of those that it had",
        String.format(
            Locale.ROOT,
            "%.1f %%; loads then off at most %.2f",
            100.0 * moved / had,
            off.getMax()));
  }

  private static String drift() {
    DoubleSummaryStatistics off = new DoubleSummaryStatistics();
    for (int seed = 1; seed <= CLUSTERS; seed++) {
      RandomGenerator random = random(seed);
      List<NodeEntry> nodes = new ArrayList<>(Fleet.even(3, 3));
      Layout layout = Layouts.plan(nodes, 64, 3);
      for (int i = 0; i < 20; i++) {
        nodes.remove(random.nextInt(nodes.size()));
        nodes.add(Fleet.node("later-" + i, "z" + i % 3, 1));
        nodes.sort(Comparator.comparing(NodeEntry::id));
        if (nodes.stream().map(NodeEntry::zone).distinct().count() < 3) {
          break;
        }
        layout = Layouts.replan(layout, nodes, 3);
        off.combine(off(layout, nodes));
      }
    }
    return row(
        "twenty nodes replaced, one after the other: loads off",
        String.format(
            Locale.ROOT, "at most %.2f replicas, %.2f on average", off.getMax(), off.getAverage()));
  }

  /** How far each node's load is from its share, in replicas. */
  private static DoubleSummaryStatistics off(Layout layout, List<NodeEntry> nodes) {
    SortedMap<NodeId, Integer> loads = Fleet.loads(layout);
    DoubleSummaryStatistics off = new DoubleSummaryStatistics();
    Fleet.shares(nodes, layout.partitions().size(), 3)
        .forEach((node, share) -> off.accept(Math.abs(loads.getOrDefault(node, 0) - share)));
    return off;
  }

  private static String row(String what, String figures) {
    return "| " + what + " | " + figures + " |";
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
