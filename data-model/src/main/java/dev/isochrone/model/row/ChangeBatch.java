package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import java.util.List;

/**
 * An interval of an origin partition's outbox: docs/formats.md, section 10. It proves that it is
 * whole: what is in it, held back, and elsewhere adds up to its length.
 *
 * @param interval what of the outbox it speaks for
 * @param endsInsideEntry it had to end inside an entry that is too large for one batch
 * @param closed the origin's promise: no change above {@code interval.to} belongs to an entry
 *     closed at or below it
 * @param settled every peer of the sender has applied up to here
 * @param changes ascending by sequence
 */
public record ChangeBatch(
    Source source,
    Interval interval,
    boolean endsInsideEntry,
    HlcTimestamp closed,
    long settled,
    List<Change> changes) {

  /**
   * Who sends.
   *
   * @param layoutVersion counts the changes of the origin region's partitions
   * @param partitions how many it has: the set over which its safe time is taken
   */
  public record Source(OriginPartition origin, long layoutVersion, int partitions) {
    public Source {
      if (layoutVersion < 0 || partitions < 1 || origin.partition() >= partitions) {
        throw new IllegalArgumentException(
            origin + " of " + partitions + ", layout " + layoutVersion);
      }
    }
  }

  /**
   * The sequences in {@code (from, to]}, less some.
   *
   * @param heldBack changes that residency kept from this receiver
   * @param elsewhere changes that are in the parts of the receiver's other partitions
   */
  public record Interval(long from, long to, long heldBack, long elsewhere) {
    public Interval {
      boolean inOrder = 0 <= from && from <= to && 0 <= heldBack && 0 <= elsewhere;
      if (!inOrder || heldBack > to - from || elsewhere > to - from - heldBack) {
        throw new IllegalArgumentException(
            "(" + from + ", " + to + "], held back " + heldBack + ", elsewhere " + elsewhere);
      }
    }

    /** How many changes a batch over the interval contains. */
    public long present() {
      return to - from - heldBack - elsewhere;
    }

    /** All of {@code (from, to]}. */
    public static Interval whole(long from, long to) {
      return new Interval(from, to, 0, 0);
    }
  }

  public ChangeBatch {
    changes = List.copyOf(changes);
    if (settled < 0) {
      throw new IllegalArgumentException("settled " + settled);
    }
    if (changes.size() != interval.present()) {
      throw new IllegalArgumentException(
          interval + " with " + changes.size() + " changes: not whole");
    }
    long last = interval.from();
    for (Change change : changes) {
      if (change.sequence() <= last || change.sequence() > interval.to()) {
        throw new IllegalArgumentException(
            "sequence " + change.sequence() + " after " + last + " in " + interval);
      }
      last = change.sequence();
    }
  }
}
