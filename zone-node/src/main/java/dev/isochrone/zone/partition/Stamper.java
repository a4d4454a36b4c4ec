package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import java.util.function.Supplier;

/**
 * Gives entries their times while the leader appends them. Never throws for what an entry holds,
 * and never waits: a throw here would make the leader step down.
 *
 * <p>One thread at a time, in log order.
 */
final class Stamper {
  private final HybridClock clock;
  private final Supplier<HlcTimestamp> appliedLast;
  private HlcTimestamp last = HlcTimestamp.MIN;

  /**
   * A stamper for one partition.
   *
   * @param appliedLast the greatest timestamp applied; it covers what a predecessor appended, since
   *     a leader proposes only once that is applied
   */
  Stamper(HybridClock clock, Supplier<HlcTimestamp> appliedLast) {
    this.clock = clock;
    this.appliedLast = appliedLast;
  }

  void stamp(Batch batch) {
    HlcTimestamp floor = last.max(appliedLast.get());
    for (Command command : batch.commands()) {
      if (command instanceof Command.Remote remote) {
        floor = floor.max(greatestIn(remote.batch()));
      }
    }
    int ticks = LogEntry.ticks(batch.commands());
    HlcTimestamp at = clock.stampAfter(floor, ticks);
    last = at.plus(ticks - 1);
    batch.stamp(at, last);
  }

  private static HlcTimestamp greatestIn(ChangeBatch batch) {
    HlcTimestamp greatest = batch.closed();
    for (Change change : batch.changes()) {
      greatest = greatest.max(timeOf(change));
    }
    return greatest;
  }

  /** A damaged record gives no time: apply refuses the batch that holds it. */
  private static HlcTimestamp timeOf(Change change) {
    try {
      return change.subject().latest();
    } catch (FormatException damaged) {
      return HlcTimestamp.MIN;
    }
  }
}
