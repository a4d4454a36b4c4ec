package dev.isochrone.zone.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.session.SessionChanges;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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
final class Memtable {
  /**
   * For the objects around a row's or a change's bytes: map node, key, version, stamp, records and
   * array headers, by their sizes in a heap with compressed pointers. An estimate; exactness would
   * buy nothing.
   */
  static final int OVERHEAD_BYTES = 240;

  private final long outboxBase;
  private final Map<StoredKey, StoredRow> rows = new ConcurrentHashMap<>();

  /**
   * Per row in {@link #rows}, its version before this memtable. The apply thread's, then frozen.
   */
  private final Map<StoredKey, Optional<Version>> before = new HashMap<>();

  private final ConcurrentNavigableMap<Long, OutboxRecord> outbox = new ConcurrentSkipListMap<>();
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

  void put(StoredKey key, StoredRow row, Optional<StoredRow> replaced) {
    StoredRow here = rows.put(key, row);
    if (here == null) {
      before.put(key, replaced.map(StoredRow::version));
      grow(bytesOf(key, row));
    } else {
      // It dies here without having been in the engine: what must leave there is older.
      grow(row.record().length() - here.record().length());
    }
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
  void endEntry(long outboxLast) {
    outboxWhole = outboxLast;
  }

  /** No further put; what is here leads to this ledger. */
  void freeze(Ledger reached, SessionChanges sessions) {
    ledger = reached;
    this.sessions = sessions;
  }

  @Nullable StoredRow newest(StoredKey key) {
    return rows.get(key);
  }

  Map<StoredKey, StoredRow> rows() {
    return rows;
  }

  Optional<Version> before(StoredKey key) {
    return before.getOrDefault(key, Optional.empty());
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

  CompletableFuture<LogPosition> flushed() {
    return flushed;
  }

  long bytes() {
    return bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void grow(long more) {
    bytes += more;
  }

  private static long bytesOf(StoredKey key, StoredRow row) {
    return (long) key.bytes().length() + row.record().length() + OVERHEAD_BYTES;
  }

  private static long bytesOf(OutboxRecord change) {
    return (long) change.change().bytesMax() + OVERHEAD_BYTES;
  }
}
