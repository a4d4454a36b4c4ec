package dev.isochrone.zone.store.memory;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.Ledger.OutboxMarks;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * The changes that are owed to peers: appended and trimmed by the apply thread, read in slices by
 * any, from memtables and engine as if they were one.
 */
public final class Outbox {
  private final ReadSource source;
  private long last; // The apply thread's.
  private volatile long trimmed; // Written by the apply thread, read by any.

  /** As far as the ledger says that the engine holds it. */
  public Outbox(ReadSource source, OutboxMarks held) {
    this.source = source;
    this.last = held.last();
    this.trimmed = held.trimmed();
  }

  /** Apply thread: the whole content was replaced, and this is the outbox of the new one. */
  public void reset(OutboxMarks installed) {
    last = installed.last();
    trimmed = installed.trimmed();
  }

  /** Apply thread: the last sequence given. */
  public long last() {
    return last;
  }

  /** Apply thread: the ends, as a ledger is to say them. */
  public OutboxMarks marks() {
    return new OutboxMarks(last, trimmed);
  }

  /** Apply thread: whether every sequence up to this one is gone already. */
  public boolean isTrimmed(long upTo) {
    return upTo <= trimmed;
  }

  /**
   * Apply thread: adds the next change, whose sequence follows the last one's. One that was trimmed
   * ahead of its birth is not kept.
   */
  public void append(OutboxRecord change) {
    long sequence = change.change().sequence();
    if (isTrimmed(sequence)) {
      return;
    }
    if (sequence != last + 1) {
      throw new IllegalStateException("sequence " + sequence + " after " + last);
    }
    source.readable().active().append(change);
    last = sequence;
  }

  /**
   * Apply thread: every change up to {@code upTo}, inclusive, is gone. Above the last one appended,
   * it says that those between were given and are owed to nobody. Never goes back.
   */
  public void trim(long upTo) {
    if (isTrimmed(upTo)) {
      return;
    }
    last = Math.max(last, upTo);
    // Before the records go: a reader that misses one finds out why.
    trimmed = upTo;
    source.readable().active().trim(upTo);
  }

  /**
   * The changes after {@code from}, as many as {@code bytesMax} allows, and at least one if there
   * is any. Ends at an entry's end if the first one fits, else inside it. Never has a change of an
   * entry that has not ended. Any thread.
   *
   * @return a slice that follows {@code from}, or, if what follows was trimmed, an empty one at the
   *     trimmed mark
   * @throws IllegalArgumentException if {@code from} is above the last change: whoever asks knows
   *     something that this partition never said
   */
  public OutboxSlice slice(long from, int bytesMax) {
    while (true) {
      View seen = source.readable();
      long gone = trimmed;
      Optional<OutboxSlice> slice =
          from < gone
              ? Optional.of(new OutboxSlice(gone, gone, false, HlcTimestamp.MIN, List.of()))
              : sliceAfter(from, bytesMax, seen, gone);
      boolean sameContent = seen.installs() == source.view().installs();
      boolean trimmedMeanwhile = gone != trimmed;
      if (sameContent && (slice.isPresent() || !trimmedMeanwhile)) {
        return slice.orElseThrow(() -> StoreException.damaged(Space.OUTBOX, "a change is missing"));
      }
    }
  }

  private Optional<OutboxSlice> sliceAfter(long from, int bytesMax, View seen, long gone) {
    long whole = Math.max(gone, seen.outboxWhole());
    if (from > whole) {
      throw new IllegalArgumentException("after " + from + " of an outbox up to " + whole);
    }
    return OutboxReader.read(seen, source, new OutboxReader.Range(from, whole, bytesMax));
  }
}
