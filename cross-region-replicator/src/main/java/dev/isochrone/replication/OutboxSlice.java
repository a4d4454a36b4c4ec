package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.Change;
import dev.isochrone.placement.Residency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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

  /**
   * What of a slice may go to a region.
   *
   * @param changes those whose rows it may hold, ascending
   * @param heldBack the sequences of the others, and of what nobody needs since its table was
   *     dropped, ascending
   * @param unknownTable a table that nobody here knows: as long as there is one, nothing may be
   *     said of the slice, for to hold its rows back would lose them, and to send them may be wrong
   */
  public record Sifted(List<Change> changes, List<Long> heldBack, OptionalInt unknownTable) {
    public Sifted {
      changes = List.copyOf(changes);
      heldBack = List.copyOf(heldBack);
    }
  }

  /** Parts what the region may hold from what it must not. */
  public Sifted siftedFor(Region region, Residency residency) {
    Map<Integer, Residency.Verdict> verdicts = new HashMap<>();
    List<Change> passed = new ArrayList<>(changes.size());
    List<Long> heldBack = new ArrayList<>();
    OptionalInt unknown = OptionalInt.empty();
    for (Change change : changes) {
      int table = change.key().tableId();
      switch (verdicts.computeIfAbsent(table, id -> residency.of(id, region).verdict())) {
        case MAY_HOLD -> passed.add(change);
        case MUST_NOT_HOLD, DROPPED_TABLE -> heldBack.add(change.sequence());
        case UNKNOWN_TABLE -> unknown = OptionalInt.of(table);
      }
    }
    return new Sifted(passed, heldBack, unknown);
  }
}
