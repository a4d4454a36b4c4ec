package dev.isochrone.zone.store.memory;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.format.ConflictStore;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.format.SessionCodec;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.Space;
import java.util.ArrayList;
import java.util.List;

/** From a frozen memtable to the one batch that brings the engine to its ledger. Pure. */
final class FlushPlan {
  private FlushPlan() {}

  /**
   * The batch.
   *
   * @param held the ledger that the engine holds: that of the memtable before
   */
  static KvBatch batch(Ledger held, Memtable frozen) {
    Ledger reached = frozen.ledger();
    List<KvChange> changes = new ArrayList<>();
    frozen.rows().forEach((key, slot) -> row(key, slot, changes));
    // The outbox is contiguous, so what is to go is known without looking.
    long last = Math.min(reached.outbox().trimmed(), held.outbox().last());
    for (long gone = held.outbox().trimmed() + 1; gone <= last; gone++) {
      changes.add(new KvChange.Delete(Space.OUTBOX, OutboxCodec.key(gone)));
    }
    frozen.outbox().values().forEach(change -> changes.add(OutboxCodec.put(change)));
    changes.addAll(LedgerCodec.changes(held, reached));
    SessionCodec.changes(frozen.sessions(), changes);
    frozen.conflicts().values().forEach(conflict -> changes.add(ConflictStore.put(conflict)));
    return KvBatch.of(changes); // Nearly all of it is in order, and to sort that is one pass.
  }

  private static void row(StoredKey key, RowSlot slot, List<KvChange> changes) {
    StoredRow row = slot.newest();
    changes.add(
        new KvChange.Put(Space.ROWS, new RowKey(key, row.version()).encode(), row.record()));
    slot.before()
        .filter(version -> !version.equals(row.version()))
        .map(version -> new RowKey(key, version).encode())
        .ifPresent(gone -> changes.add(new KvChange.Delete(Space.ROWS, gone)));
  }
}
