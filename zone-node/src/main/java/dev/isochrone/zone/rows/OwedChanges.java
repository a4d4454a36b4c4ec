package dev.isochrone.zone.rows;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.OutboxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The changes that entries make for peers. Confined to the apply thread. */
public final class OwedChanges {
  private final PartitionStore store;
  private final List<Change> ofThisEntry = new ArrayList<>();
  private HlcTimestamp closed = HlcTimestamp.MIN;
  private long last;

  /**
   * None yet.
   *
   * @param last the last sequence given
   */
  public OwedChanges(PartitionStore store, long last) {
    this.store = store;
    this.last = last;
  }

  /** The last sequence given. */
  public long last() {
    return last;
  }

  /** From here on changes belong to an entry that closes up to this. */
  public void beginEntry(HlcTimestamp closed) {
    this.closed = closed;
  }

  /** One more, under the next sequence. */
  void owe(LongFunction<Change> change) {
    ofThisEntry.add(change.apply(++last));
  }

  /**
   * Gives the entry's changes to the outbox; only now is it known which one is the last.
   *
   * @return whether there are any
   */
  public boolean endEntry() {
    boolean any = !ofThisEntry.isEmpty();
    for (int i = 0; i < ofThisEntry.size(); i++) {
      store.appendOutbox(new OutboxRecord(ofThisEntry.get(i), closed, i == ofThisEntry.size() - 1));
    }
    ofThisEntry.clear();
    return any;
  }
}
