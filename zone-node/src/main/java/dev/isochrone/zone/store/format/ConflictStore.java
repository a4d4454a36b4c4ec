package dev.isochrone.zone.store.format;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.Space;

/** Conflict records in a store: docs/formats.md, sections 6.1 and 11. */
public final class ConflictStore {
  private ConflictStore() {}

  /** What keeps a record, in the place of what was kept under its name. */
  public static KvChange put(StoredConflict conflict) {
    Bytes key = conflict.id().encode();
    return new KvChange.Put(
        Space.CONFLICTS, key, Envelope.seal(Space.CONFLICTS, key, conflict.record()));
  }

  /** Reads an entry, whose own checksum must be right. */
  public static StoredConflict read(KvEntry entry) throws FormatException {
    return new StoredConflict(
        ConflictId.decode(entry.key()), Envelope.open(Space.CONFLICTS, entry).rest());
  }

  /** Reads an entry and all that is in it. */
  public static StoredConflict verified(KvEntry entry) throws FormatException {
    StoredConflict conflict = read(entry);
    ConflictRecord record = ConflictCodec.decode(conflict.id().key(), conflict.record());
    if (!record.id().equals(conflict.id())) {
      throw FormatException.malformed("a conflict under another's name");
    }
    return conflict;
  }
}
