package dev.isochrone.zone.store;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;
import java.util.List;

/**
 * A contiguous piece of the outbox: every change in {@code (from, to]}, ascending.
 *
 * @param from what was asked for; greater, with no changes, if what follows the asked sequence was
 *     trimmed, and then it is the trimmed mark
 * @param endsInsideEntry the first entry did not fit, and the slice ends inside it
 * @param closed of the last entry whose end is in the slice; {@link HlcTimestamp#MIN} if none
 */
public record OutboxSlice(
    long from, long to, boolean endsInsideEntry, HlcTimestamp closed, List<Change> changes) {
  public OutboxSlice {
    changes = List.copyOf(changes);
    if (from < 0 || to - from != changes.size()) {
      throw new IllegalArgumentException(
          "(" + from + ", " + to + "] with " + changes.size() + " changes");
    }
  }

  static OutboxSlice empty(long at) {
    return new OutboxSlice(at, at, false, HlcTimestamp.MIN, List.of());
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Whether the slice goes on from {@code sequence}; if not, what follows that was trimmed. */
  public boolean follows(long sequence) {
    return from == sequence;
  }
}
