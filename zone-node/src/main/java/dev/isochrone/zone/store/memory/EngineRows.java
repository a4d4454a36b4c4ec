package dev.isochrone.zone.store.memory;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The newest version of each row of a range in an engine snapshot, ascending. */
final class EngineRows implements Iterator<KeyedRow> {
  private final Iterator<KvEntry> entries;
  private final StoredKeyRange range;
  private @Nullable StoredKey last;
  private @Nullable KeyedRow next;

  EngineRows(KvSnapshot engine, StoredKeyRange range) {
    this.entries = engine.from(Space.ROWS, range.from());
    this.range = range;
    next = find();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public KeyedRow next() {
    KeyedRow row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    next = find();
    return row;
  }

  private @Nullable KeyedRow find() {
    while (entries.hasNext()) {
      KeyedRow row = read(entries.next());
      if (row.key().bytes().compareTo(range.to()) >= 0) {
        return null;
      }
      // A row store key goes on after its stored key: one below the range can lie behind its start.
      if (range.contains(row.key()) && !row.key().equals(last)) {
        last = row.key();
        return row;
      }
    }
    return null;
  }

  private static KeyedRow read(KvEntry entry) {
    try {
      RowKey key = RowKey.decode(entry.key());
      return new KeyedRow(key.key(), new StoredRow(key.version(), entry.value()));
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.ROWS, broken);
    }
  }
}
