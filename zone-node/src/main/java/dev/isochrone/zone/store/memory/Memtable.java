package dev.isochrone.zone.store.memory;

import com.google.common.collect.Maps;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.zone.session.SessionChanges;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run of entries put, before the engine has it. The apply thread writes until it freezes it,
 * nobody afterwards; any thread reads. Frozen, it is flushed after all older ones, so that "what
 * was before" is what the engine then holds.
 */
public final class Memtable {
  /**
   * For the objects around a row's or a change's bytes: nodes of maps, slot, key, version, stamp,
   * records and array headers, by their sizes in a heap with compressed pointers. An estimate;
   * exactness would buy nothing.
   */
  static final int OVERHEAD_BYTES = 320;

  private final long outboxBase;

  /** The rows twice: hashed, for every put and every point read, and in order. */
  private final Map<StoredKey, RowSlot> hashed = new ConcurrentHashMap<>();

  private final KeyOrder ordered = new KeyOrder();

  private final ConcurrentNavigableMap<Long, OutboxRecord> outbox = new ConcurrentSkipListMap<>();

  /** By the bytes of their names, which are their keys in the engine. */
  private final ConcurrentNavigableMap<Bytes, StoredConflict> conflicts =
      new ConcurrentSkipListMap<>();

  private final CompletableFuture<LogPosition> flushed = new CompletableFuture<>();
  private @Nullable Ledger ledger;
  private SessionChanges sessions = SessionChanges.NONE;

  // Written by the apply thread, read by any.
  private volatile long bytes;
  private volatile long outboxWhole;

  /**
   * An empty one.
   *
   * @param outboxBase the last sequence given before it; what it holds of the outbox is above
   */
  Memtable(long outboxBase) {
    this.outboxBase = outboxBase;
    this.outboxWhole = outboxBase;
  }

  /**
   * The row's newest version from here on.
   *
   * @param replaced the version before, here or in what is older
   * @param now the entry that puts it
   */
  public void put(StoredKey key, StoredRow row, Optional<StoredRow> replaced, Cuts.Entry now) {
    RowSlot here = hashed.get(key);
    if (here == null) {
      RowSlot slot = new RowSlot(key, replaced.map(StoredRow::version), row, now);
      ordered.add(slot);
      hashed.put(key, slot);
      grow(bytesOf(slot));
    } else {
      // It dies here without having been in the engine: what must leave there is older.
      grow(here.replace(row, now));
    }
  }

  /** The record from here on, in the place of what was kept under its name. */
  public void put(StoredConflict conflict) {
    StoredConflict before = conflicts.put(conflict.id().encode(), conflict);
    grow(bytesOf(conflict) - (before == null ? 0 : bytesOf(before)));
  }

  void append(OutboxRecord change) {
    outbox.put(change.change().sequence(), change);
    grow(bytesOf(change));
  }

  /** What is born and trimmed here is never written to the engine. */
  void trim(long upTo) {
    NavigableMap<Long, OutboxRecord> gone = outbox.headMap(upTo, true);
    long freed = gone.values().stream().mapToLong(Memtable::bytesOf).sum();
    gone.clear();
    grow(-freed);
  }

  /** An entry has ended: changes up to here may be shown. */
  public void endEntry(long outboxLast) {
    outboxWhole = outboxLast;
  }

  /** No further put; what is here leads to this ledger. */
  void freeze(Ledger reached, SessionChanges sessions) {
    ledger = reached;
    this.sessions = sessions;
  }

  @Nullable StoredRow newest(StoredKey key) {
    RowSlot slot = hashed.get(key);
    return slot == null ? null : slot.newest();
  }

  /** Frozen: what it leaves of each row, in no order. A view. */
  Map<StoredKey, StoredRow> newest() {
    return Maps.transformValues(hashed, RowSlot::newest);
  }

  /** All rows, ascending. */
  SortedMap<StoredKey, RowSlot> rows() {
    return ordered.rows();
  }

  /** The rows of a range as they were here at a cut, ascending. Reads as it goes. */
  Iterator<KeyedRow> rows(StoredKeyRange range, long cut) {
    if (range.isEmpty()) {
      return Collections.emptyIterator();
    }
    return ordered
        .rows()
        .subMap(new StoredKey(range.from()), new StoredKey(range.to()))
        .entrySet()
        .stream()
        .<KeyedRow>mapMulti(
            (entry, seen) -> {
              StoredRow row = entry.getValue().asOf(cut);
              if (row != null) {
                seen.accept(new KeyedRow(entry.getKey(), row));
              }
            })
        .iterator();
  }

  NavigableMap<Bytes, StoredConflict> conflicts() {
    return conflicts;
  }

  NavigableMap<Long, OutboxRecord> outbox() {
    return outbox;
  }

  long outboxBase() {
    return outboxBase;
  }

  long outboxWhole() {
    return outboxWhole;
  }

  Ledger ledger() {
    if (ledger == null) {
      throw new IllegalStateException("not frozen");
    }
    return ledger;
  }

  /** Frozen: what became of sessions since the memtable before was. */
  SessionChanges sessions() {
    return sessions;
  }

  /** Completed on the flusher's thread, when the engine has it. */
  public CompletableFuture<LogPosition> flushed() {
    return flushed;
  }

  /** Of keys, records, changes and what is around them, as estimated. */
  public long bytes() {
    return bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void grow(long more) {
    bytes += more;
  }

  private static long bytesOf(RowSlot slot) {
    return slot.key().bytes().length() + slot.bytes() + OVERHEAD_BYTES;
  }

  private static long bytesOf(StoredConflict conflict) {
    return 2L * conflict.id().key().bytes().length() + conflict.record().length() + OVERHEAD_BYTES;
  }

  private static long bytesOf(OutboxRecord change) {
    return (long) change.change().bytesMax() + OVERHEAD_BYTES;
  }
}
