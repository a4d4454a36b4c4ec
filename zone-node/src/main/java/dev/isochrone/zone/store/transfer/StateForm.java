package dev.isochrone.zone.store.transfer;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.zone.store.format.ConflictStore;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.format.SessionCodec;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.Space;

/** What writer and reader of the stream agree on. */
final class StateForm {
  static final int FORMAT = 1;

  /** In the place of a store's number. */
  static final int END = 0;

  /** A row store key is the longest. */
  static final int KEY_BYTES_MAX = StoredKey.BYTES_MAX + 16;

  /** An outbox value has a record, or a conflict with one, its key, and a few numbers. */
  static final int VALUE_BYTES_MAX = RecordCodec.BYTES_MAX + StoredKey.BYTES_MAX + 96;

  private StateForm() {}

  /**
   * Verifies a row, a change, a session or a conflict. The ledger is verified as a whole, by
   * reading it.
   */
  static void verify(Space space, KvEntry entry) throws FormatException {
    if (space == Space.ROWS) {
      RowKey key = RowKey.decode(entry.key());
      SiblingCodec.Verified row = SiblingCodec.verify(key.key(), entry.value());
      if (!row.version().equals(key.version())) {
        throw FormatException.malformed("a row under another version's key");
      }
    } else if (space == Space.OUTBOX) {
      OutboxCodec.read(entry);
    } else if (space == Space.REQUESTS) {
      SessionCodec.read(entry);
    } else if (space == Space.CONFLICTS) {
      ConflictStore.verified(entry);
    }
  }
}
