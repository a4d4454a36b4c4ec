package dev.isochrone.zone.store.memory;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.format.ConflictStore;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The conflict records of a store, from memtables and engine as if they were one. Any thread; a
 * record is readable from its put on.
 */
public final class ConflictLog {
  private final ReadSource source;

  /** Of the store that the source reads. */
  public ConflictLog(ReadSource source) {
    this.source = source;
  }

  /**
   * The record of this name; its bytes are not verified: {@code ConflictCodec} does that.
   *
   * @throws StoreException {@code INSTALLING}, or if the engine's value is damaged
   */
  public Optional<StoredConflict> find(ConflictId id) {
    while (true) {
      View seen = source.readable();
      Optional<Bytes> record = seen.conflict(id);
      if (record.isEmpty()) {
        record = inEngine(id);
      }
      if (seen.installs() == source.view().installs()) {
        return record.map(bytes -> new StoredConflict(id, bytes));
      }
    }
  }

  /**
   * The records of a table, ascending by stored key and stamp, as of some moment of the call; each
   * at its end is as of another one than before, as they can't be many in one answer.
   *
   * @param after the last one of the answer before; empty: from the beginning
   * @param max at most so many; fewer: there are no more
   */
  public List<StoredConflict> list(int tableId, Optional<ConflictId> after, int max) {
    while (true) {
      View seen = source.readable();
      NavigableMap<Bytes, StoredConflict> merged = new TreeMap<>();
      Bytes from = after.map(ConflictId::encode).orElseGet(() -> firstOf(tableId));
      // Of each source its first ones are enough for the first ones of all. Oldest source first, as
      // a record's later state stands in the later one; memory was captured before the engine.
      engine(tableId, from, max, merged);
      seen.oldestFirst().forEach(memtable -> memory(memtable, tableId, from, max, merged));
      if (seen.installs() == source.view().installs()) {
        List<StoredConflict> found = new ArrayList<>(merged.values());
        return List.copyOf(found.subList(0, Math.min(max, found.size())));
      }
    }
  }

  private static Bytes firstOf(int tableId) {
    return new ByteWriter(4).u32(tableId).toBytes();
  }

  private Optional<Bytes> inEngine(ConflictId id) {
    Bytes key = id.encode();
    try (KvSnapshot snapshot = source.engine()) {
      Optional<Bytes> value = snapshot.get(Space.CONFLICTS, key);
      return value.isEmpty()
          ? Optional.empty()
          : Optional.of(ConflictStore.read(new KvEntry(key, value.get())).record());
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.CONFLICTS, broken);
    }
  }

  private void engine(
      int tableId, Bytes from, int max, NavigableMap<Bytes, StoredConflict> merged) {
    try (KvSnapshot snapshot = source.engine()) {
      Iterator<KvEntry> entries = snapshot.from(Space.CONFLICTS, from);
      while (entries.hasNext() && merged.size() < max) {
        KvEntry entry = entries.next();
        StoredConflict conflict = ConflictStore.read(entry);
        if (tableOf(conflict) != tableId) {
          return;
        }
        if (!entry.key().equals(from)) {
          merged.put(entry.key(), conflict);
        }
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.CONFLICTS, broken);
    }
  }

  private static void memory(
      Memtable memtable,
      int tableId,
      Bytes from,
      int max,
      NavigableMap<Bytes, StoredConflict> merged) {
    memtable.conflicts().tailMap(from, false).entrySet().stream()
        .takeWhile(entry -> tableOf(entry.getValue()) == tableId)
        .limit(max)
        .forEach(entry -> merged.put(entry.getKey(), entry.getValue()));
  }

  private static int tableOf(StoredConflict conflict) {
    StoredKey key = conflict.id().key();
    return key.tableId();
  }
}
