package dev.isochrone.zone.store.memory;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The rows of a store at one log position, between two entries, while entries go on.
 *
 * <p>It is made of the memtables of one view, of which the active one is written on, and of an
 * engine snapshot. What newer entries replace in the active memtable is kept behind it; {@link
 * Cuts} says why none is missed. That the engine is not ahead of the cut is for {@link #take} to
 * see to: it reads the view, then the last ended entry, then takes the engine's snapshot, and keeps
 * them only if the view's active memtable is still the active one, else it begins anew. Then
 *
 * <ul>
 *   <li>no entry above the cut is in the engine: such an entry was put into that active memtable or
 *       a later one, and what is not frozen is not flushed;
 *   <li>no entry up to the cut is missing: it is in that active memtable, in a frozen one of the
 *       view, or in one that had left the view before, which the engine had by then;
 *   <li>what a frozen memtable of the view holds may be in the engine as well; memory is asked
 *       first, so each row is read once, and its newest version at that.
 * </ul>
 *
 * <p>One thread at a time. To be closed soon: what it reads, neither memory nor the engine can let
 * go. It holds the memtables of one view, at most twice the memory bound of the store's
 * configuration, beside those that the store itself counts.
 */
public final class StoreSnapshot implements AutoCloseable {
  private final View view;
  private final KvSnapshot engine;
  private final Cuts cuts;
  private final long cut;
  private final Ledger ledger;
  private final BooleanSupplier replaced;
  private final AtomicBoolean closed = new AtomicBoolean();

  private StoreSnapshot(ReadSource source, View view, Cuts.Ended at, KvSnapshot engine) {
    this.view = view;
    this.engine = engine;
    this.cuts = source.cuts();
    this.cut = at.number();
    this.ledger = at.ledger().get();
    this.replaced = () -> source.view().installs() != view.installs();
  }

  /**
   * Takes a snapshot. Waits for the end of the entry that is being applied.
   *
   * @throws StoreException if the store may not be read now, or the entry does not end
   */
  public static StoreSnapshot take(ReadSource source) {
    source.readable();
    source.cuts().announce();
    boolean taken = false;
    try {
      while (true) {
        View view = source.readable();
        Cuts.Ended at = source.cuts().ended();
        KvSnapshot engine = source.engine();
        if (source.view().active() == view.active()) {
          StoreSnapshot snapshot = built(source, view, at, engine);
          source.cuts().open(at.number());
          taken = true;
          return snapshot;
        }
        engine.close();
      }
    } finally {
      if (!taken) {
        source.cuts().giveUp();
      }
    }
  }

  private static StoreSnapshot built(
      ReadSource source, View view, Cuts.Ended at, KvSnapshot engine) {
    try {
      return new StoreSnapshot(source, view, at, engine);
    } catch (RuntimeException unreadable) {
      engine.close();
      throw unreadable;
    }
  }

  /** The effects of this position and all before are seen, and of nothing after. */
  public LogPosition position() {
    return ledger.applied();
  }

  /** The small things at that position. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * The newest version of each row in the range, tombstones included, ascending by stored key; not
   * verified: {@code RecordCodec} does that. Reads as it goes, so it is only good until the
   * snapshot is closed.
   *
   * @throws StoreException from the iterator: {@code INSTALLING} once the store's content is
   *     replaced, {@code DAMAGED} if the engine holds what cannot be, {@code CLOSED}
   */
  public Iterator<KeyedRow> rows(StoredKeyRange range) {
    requireOpen();
    List<Iterator<KeyedRow>> newestFirst = new ArrayList<>();
    newestFirst.add(view.active().rows(range, cut));
    for (int i = view.frozen().size() - 1; i >= 0; i--) {
      newestFirst.add(view.frozen().get(i).rows(range, cut));
    }
    newestFirst.add(new EngineRows(engine, range));
    Iterator<KeyedRow> merged = new MergedRows(newestFirst);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        requireOpen();
        return merged.hasNext();
      }

      @Override
      public KeyedRow next() {
        requireOpen();
        return merged.next();
      }
    };
  }

  /** Lets go of what is kept for it; a second call does nothing. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      try {
        engine.close();
      } finally {
        cuts.close(cut);
      }
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new StoreException(Problem.CLOSED, "snapshot");
    }
    if (replaced.getAsBoolean()) {
      throw new StoreException(Problem.INSTALLING, "what the snapshot was of");
    }
  }
}
