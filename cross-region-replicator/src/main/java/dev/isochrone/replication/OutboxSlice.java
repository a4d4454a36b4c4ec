package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;
import java.util.List;

/**
 * A piece of the outbox: the changes of {@code (from, to]}, all of them.
 *
 * @param from what was asked for; greater, if the outbox no longer holds what was asked for, and
 *     then the slice is of no use
 * @param to equal to {@code from} if there is nothing above it
 * @param endsInsideEntry one entry was too large for the slice
 * @param closed of the last entry that is whole in or below the slice and ends in it; {@link
 *     HlcTimestamp#MIN} if none ends in it
 * @param changes ascending, one for each sequence
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
}
