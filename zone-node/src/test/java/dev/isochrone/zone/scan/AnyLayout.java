package dev.isochrone.zone.scan;

import dev.isochrone.model.key.Slot;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.TwoRegions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Layouts of one to four partitions, whose slots lie in pieces; perhaps some have none. */
final class AnyLayout {
  static final int CUTS_MAX = 11;

  private AnyLayout() {}

  static Layout of(RandomGenerator random) {
    TreeSet<Integer> cuts = new TreeSet<>();
    for (int i = random.nextInt(CUTS_MAX + 1); i > 0; i--) {
      cuts.add(1 + random.nextInt(Slot.COUNT - 1));
    }
    cuts.add(Slot.COUNT);
    List<List<SlotRange>> slots = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      slots.add(new ArrayList<>());
    }
    int first = 0;
    for (int end : cuts) {
      slots.get(random.nextInt(slots.size())).add(new SlotRange(first, end - 1));
      first = end;
    }
    return TwoRegions.layout(slots);
  }
}
