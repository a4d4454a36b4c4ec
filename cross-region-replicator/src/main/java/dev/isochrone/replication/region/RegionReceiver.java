package dev.isochrone.replication.region;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.replication.Inbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What one stream brings to a region of several partitions, as a state machine and nothing more.
 *
 * <p>Each round, a batch or a mere question, goes to every partition. A partition has at most one
 * round under way, and gets the next one when it has answered: so it sees the batches of a stream
 * in their order, whatever way they take to its leader. A round is over when all partitions have
 * answered it, and what it came to is the least of their answers.
 *
 * <p>The first refusal is the end, as is that of the stream: every open round is refused with it,
 * what was not delivered never is, and the sender begins anew with another stream. What had been
 * delivered to some partitions and not to others does no harm, since each compares with the cursor
 * in its own log.
 *
 * <p>It bounds nothing: as many rounds are open as its caller begins. Not thread-safe.
 */
public final class RegionReceiver {
  private static final Refusal STREAM_ENDED =
      Refusal.of(RefusalCode.NOT_READY, "the stream has ended");

  private record Queued(long round, Optional<ChangeBatch> part) {}

  /** By partition its rounds in their order; the first is under way. */
  private final List<Queue<Queued>> lanes = new ArrayList<>();

  /** What the partitions that have answered an open round said, at least. */
  private record Round(int unheard, Optional<Inbox.Applied> least) {
    Round heard(Inbox.Applied answer) {
      return new Round(unheard - 1, Optional.of(least.map(l -> least(l, answer)).orElse(answer)));
    }

    private static Inbox.Applied least(Inbox.Applied one, Inbox.Applied other) {
      HlcTimestamp frontier =
          one.frontier().isAfter(other.frontier()) ? other.frontier() : one.frontier();
      return new Inbox.Applied(Math.min(one.cursor(), other.cursor()), frontier);
    }
  }

  private final Layout layout;
  private final SortedMap<Long, Round> open = new TreeMap<>();
  private final List<RegionEffect> effects = new ArrayList<>();
  private Optional<Refusal> ended = Optional.empty();

  /** Of the region that has this layout. */
  public RegionReceiver(Layout layout) {
    this.layout = layout;
    for (PartitionEntry unused : layout.partitions()) {
      lanes.add(new ArrayDeque<>());
    }
  }

  /** Takes an event, and says what is to be done about it. */
  public List<RegionEffect> on(RegionEvent event) {
    effects.clear();
    if (event instanceof RegionEvent.Asked asked) {
      begin(asked.round(), partition -> Optional.empty());
    } else if (event instanceof RegionEvent.Came came) {
      came(came);
    } else if (event instanceof RegionEvent.Answered answered) {
      answered(answered);
    } else if (event instanceof RegionEvent.Ended) {
      end(STREAM_ENDED);
    } else {
      throw new AssertionError(event);
    }
    return List.copyOf(effects);
  }

  private void came(RegionEvent.Came came) {
    if (came.batch().interval().elsewhere() != 0) {
      // No sender makes parts: who split this one split it for another region's partitions.
      end(Refusal.of(RefusalCode.INVALID_REQUEST, "a part where a whole batch was expected"));
    }
    List<ChangeBatch> parts = ended.isPresent() ? List.of() : Parts.of(came.batch(), layout);
    begin(came.round(), partition -> Optional.of(parts.get(partition)));
  }

  private void begin(long round, IntFunction<Optional<ChangeBatch>> parts) {
    if (ended.isPresent()) {
      effects.add(new RegionEffect.Settled(round, Outcome.refused(ended.get())));
      return;
    }
    if (open.put(round, new Round(lanes.size(), Optional.empty())) != null) {
      throw new IllegalStateException("round " + round + " begins twice");
    }
    for (int partition = 0; partition < lanes.size(); partition++) {
      Queue<Queued> lane = lanes.get(partition);
      lane.add(new Queued(round, parts.apply(partition)));
      if (lane.size() == 1) {
        deliver(partition, lane.element());
      }
    }
  }

  private void answered(RegionEvent.Answered answer) {
    if (ended.isPresent()) {
      return; // It was under way when another partition refused.
    }
    Queue<Queued> lane = lanes.get(answer.partition());
    if (lane.isEmpty() || lane.element().round() != answer.round()) {
      throw new IllegalStateException(answer + " to what was not asked");
    }
    if (answer.outcome() instanceof Outcome.Refused<Inbox.Applied> refused) {
      end(refused.refusal());
    } else if (answer.outcome() instanceof Outcome.Done<Inbox.Applied> done) {
      lane.remove();
      if (!lane.isEmpty()) { // Before the rest: who hears that a round is over may end the stream.
        deliver(answer.partition(), lane.element());
      }
      settle(answer.round(), done.value());
    } else {
      throw new AssertionError(answer);
    }
  }

  private void settle(long number, Inbox.Applied answer) {
    Round before = open.get(number);
    if (before == null) {
      throw new IllegalStateException("round " + number + " is over");
    }
    Round round = before.heard(answer);
    if (round.unheard() > 0) {
      open.put(number, round);
    } else {
      open.remove(number);
      effects.add(new RegionEffect.Settled(number, Outcome.done(round.least().orElseThrow())));
    }
  }

  private void deliver(int partition, Queued next) {
    effects.add(new RegionEffect.Deliver(partition, next.round(), next.part()));
  }

  /** The first end counts. */
  private void end(Refusal refusal) {
    if (ended.isPresent()) {
      return;
    }
    ended = Optional.of(refusal);
    for (long round : open.keySet()) {
      effects.add(new RegionEffect.Settled(round, Outcome.refused(refusal)));
    }
    open.clear();
    lanes.forEach(Queue::clear);
  }
}
