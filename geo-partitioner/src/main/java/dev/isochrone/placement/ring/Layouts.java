package dev.isochrone.placement.ring;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.key.Slot;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lays a region's partitions on its nodes. Slots are dealt out evenly; each partition has its
 * replicas in zones of their own; each node holds its fair share by weight ({@link Quotas}), and
 * which partitions these are says the {@link Ring}: consistent hashing with bounded loads (V.
 * Mirrokni, M. Thorup, M. Zadimoghaddam, 2016), with the bound at the share itself. Pure: the same
 * nodes give the same layout, in whatever order they come.
 */
public final class Layouts {
  public static final int PARTITIONS_MAX = 1_024;
  public static final int REPLICAS_MAX = 9;

  /** What a region has where nobody says otherwise: it goes on without one zone. */
  public static final int REPLICAS_DEFAULT = 3;

  private Layouts() {}

  /**
   * A first layout.
   *
   * @param partitions 1 to {@link #PARTITIONS_MAX}
   * @param replicas of each partition, 1 to {@link #REPLICAS_MAX}; where there are fewer zones, one
   *     for each zone
   */
  public static Layout plan(Collection<NodeEntry> nodes, int partitions, int replicas) {
    requireBetween(1, partitions, PARTITIONS_MAX, "partitions");
    Draft draft = new Draft(nodes, partitions, requireReplicas(nodes, replicas));
    draft.plan();
    return new Layout(1, entries(slots(partitions), draft));
  }

  /**
   * The layout after nodes joined or left; the same object if nothing is to move. Partitions keep
   * their slots. What lay on nodes that left goes to others, and nothing else of these moves; a
   * node that joined takes its share from those that hold more than theirs, and nothing moves
   * between others. At most one replica of a partition moves for each node that joined or left.
   *
   * @param nodes all that there are now
   * @param replicas as in {@link #plan}
   */
  public static Layout replan(Layout before, Collection<NodeEntry> nodes, int replicas) {
    Draft draft = new Draft(nodes, before.partitions().size(), requireReplicas(nodes, replicas));
    draft.keep(before);
    draft.fill();
    Set<NodeId> holding =
        before.partitions().stream()
            .flatMap(partition -> partition.replicas().stream())
            .collect(Collectors.toSet());
    draft.settle(holding);
    Layout after =
        new Layout(
            before.version() + 1,
            entries(before.partitions().stream().map(PartitionEntry::slots).toList(), draft));
    return after.partitions().equals(before.partitions()) ? before : after;
  }

  /** Sixteen thousand and some slots in as many ranges; no two differ by more than one. */
  private static List<List<SlotRange>> slots(int partitions) {
    List<List<SlotRange>> slots = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      int first = i * Slot.COUNT / partitions;
      int next = (i + 1) * Slot.COUNT / partitions;
      slots.add(List.of(new SlotRange(first, next - 1)));
    }
    return slots;
  }

  private static List<PartitionEntry> entries(List<List<SlotRange>> slots, Draft draft) {
    List<PartitionEntry> entries = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      entries.add(new PartitionEntry(i, slots.get(i), draft.replicas(i)));
    }
    return entries;
  }

  private static int requireReplicas(Collection<NodeEntry> nodes, int replicas) {
    requireBetween(1, replicas, REPLICAS_MAX, "replicas");
    Map<NodeId, NodeEntry> byId = new HashMap<>();
    for (NodeEntry node : nodes) {
      if (byId.put(node.id(), node) != null) {
        throw new IllegalArgumentException("two nodes are called " + node.id());
      }
    }
    if (byId.isEmpty()) {
      throw new IllegalArgumentException("a layout needs nodes");
    }
    return Math.min(replicas, (int) nodes.stream().map(NodeEntry::zone).distinct().count());
  }

  private static void requireBetween(int least, int number, int most, String what) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(number + " " + what + ", not " + least + " to " + most);
    }
  }
}
