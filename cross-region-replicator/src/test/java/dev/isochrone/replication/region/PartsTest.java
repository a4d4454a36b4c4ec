package dev.isochrone.replication.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.ModelOutbox;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final Origin ORIGIN = new Origin(1);

  @ForSeeds(200)
  void parts_areTheBatch_eachChangeInItsOwnersPart_overTheSameInterval(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Layout layout = layout(1 + random.nextInt(5), random);
    ChangeBatch batch = batch(random.nextInt(20), random);

    List<ChangeBatch> parts = Parts.of(batch, layout);

    assertThat(parts).hasSameSizeAs(layout.partitions());
    List<Change> together = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int partition = i;
      ChangeBatch part = parts.get(partition);
      assertThat(part.changes())
          .allMatch(change -> owner(change, layout) == partition)
          .isSortedAccordingTo(Comparator.comparingLong(Change::sequence));
      assertThat(part.interval().from()).isEqualTo(batch.interval().from());
      assertThat(part.interval().to()).isEqualTo(batch.interval().to());
      assertThat(part.interval().heldBack()).isEqualTo(batch.interval().heldBack());
      assertThat(part.closed()).isEqualTo(batch.closed());
      assertThat(part.source()).isEqualTo(batch.source());
      assertThat(part.settled()).isEqualTo(batch.settled());
      assertThat(part.endsInsideEntry()).isEqualTo(batch.endsInsideEntry());
      together.addAll(part.changes());
    }
    together.sort(Comparator.comparingLong(Change::sequence));
    assertThat(together).isEqualTo(batch.changes());
  }

  @Test
  void part_isNotSplitAgain() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    Layout layout = layout(2, random);
    ChangeBatch part = Parts.of(batch(20, random), layout).get(0);

    assertThat(part.interval().elsewhere()).isPositive();
    assertThatThrownBy(() -> Parts.of(part, layout)).isInstanceOf(IllegalArgumentException.class);
  }

  private static int owner(Change change, Layout layout) {
    return layout.owner(change.key().slot().orElseThrow()).id();
  }

  static Layout layout(int partitions, RandomGenerator random) {
    List<PartitionEntry> entries = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < partitions; i++) {
      int left = partitions - 1 - i;
      int last =
          left == 0 ? Slot.COUNT - 1 : first + random.nextInt((Slot.COUNT - first) / (left + 1));
      entries.add(
          new PartitionEntry(i, List.of(new SlotRange(first, last)), List.of(new NodeId("a"))));
      first = last + 1;
    }
    return new Layout(1, entries);
  }

  /** After sequence 5; of what follows, every fourth or so is held back. */
  static ChangeBatch batch(int changes, RandomGenerator random) {
    ModelOutbox outbox = new ModelOutbox(ORIGIN, 2);
    outbox.append(5, random);
    outbox.append(changes, random);
    List<Change> present =
        outbox.upTo(5 + changes).stream()
            .filter(change -> change.sequence() > 5 && random.nextInt(4) > 0)
            .toList();
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(ORIGIN, 0), 1, 1),
        new ChangeBatch.Interval(5, 5 + changes, changes - present.size(), 0),
        random.nextBoolean(),
        outbox.announced().closed(),
        3,
        present);
  }
}
