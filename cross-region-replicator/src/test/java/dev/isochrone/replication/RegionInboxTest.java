package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.driver.RegionInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the receiving region still does for a stream that has ended. */
class RegionInboxTest {
  private static final OriginPartition ORIGIN = new OriginPartition(new Origin(1), 0);
  private static final int HALF = Slot.COUNT / 2;
  private static final Layout LAYOUT =
      new Layout(
          1,
          List.of(
              partition(0, new SlotRange(0, HALF - 1)),
              partition(1, new SlotRange(HALF, Slot.COUNT - 1))));

  private final List<CompletableFuture<Outcome<Inbox.Applied>>> delivered = new ArrayList<>();
  private final RegionInbox inbox =
      new RegionInbox(
          ORIGIN,
          LAYOUT,
          (partition, origin, part) -> {
            CompletableFuture<Outcome<Inbox.Applied>> answer = new CompletableFuture<>();
            delivered.add(answer);
            return answer;
          });

  @Test
  void abandoned_bringsNoneOfWhatWasQueued_andRefusesWhoeverWaits() {
    List<CompletableFuture<Outcome<Inbox.Applied>>> proposed =
        List.of(inbox.propose(batch(0)), inbox.propose(batch(1)), inbox.propose(batch(2)));
    assertThat(delivered).hasSize(2); // The first batch's parts, one to each partition.

    inbox.abandon();
    List.copyOf(delivered)
        .forEach(part -> part.complete(Outcome.done(new Inbox.Applied(1, at(10)))));
    inbox.abandon();

    assertThat(delivered).hasSize(2);
    assertThat(proposed).allSatisfy(RegionInboxTest::isRefused);
    isRefused(inbox.propose(batch(3)));
    isRefused(inbox.standing());
    assertThat(delivered).hasSize(2);
  }

  /** Or a new one would be raced by what the old one had queued. */
  @Test
  void notAbandoned_goesOnWithWhatWasQueued() {
    CompletableFuture<Outcome<Inbox.Applied>> first = inbox.propose(batch(0));
    CompletableFuture<Outcome<Inbox.Applied>> second = inbox.propose(batch(1));

    List.copyOf(delivered)
        .forEach(part -> part.complete(Outcome.done(new Inbox.Applied(1, at(10)))));

    assertThat(delivered).hasSize(4);
    assertThat(first.join()).isEqualTo(Outcome.done(new Inbox.Applied(1, at(10))));
    assertThat(second).isNotDone();
  }

  private static void isRefused(CompletableFuture<Outcome<Inbox.Applied>> outcome) {
    assertThat(outcome).isCompletedWithValueMatching(Outcome.Refused.class::isInstance);
  }

  private static PartitionEntry partition(int id, SlotRange slots) {
    return new PartitionEntry(id, List.of(slots), List.of(new NodeId("a")));
  }

  private static ChangeBatch batch(long from) {
    return new ChangeBatch(
        new ChangeBatch.Source(ORIGIN, 1, 1),
        new ChangeBatch.Interval(from, from + 1, 1, 0),
        false,
        at(10),
        0,
        List.of());
  }

  private static HlcTimestamp at(long millis) {
    return HlcTimestamp.of(millis, 0);
  }
}
