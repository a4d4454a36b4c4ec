package dev.isochrone.zone.store.memory;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.Change;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Collects one slice of the outbox from the engine and the memtables of a view. For one use. */
final class OutboxReader {
  private final long from;
  private final long last;
  private final int bytesMax;
  private final List<OutboxRecord> records = new ArrayList<>();
  private long reached;
  private long bytes;
  private boolean full;

  /** As of the last record that ended an entry. */
  private int wholeRecords;

  private HlcTimestamp closed = HlcTimestamp.MIN;

  private OutboxReader(long from, long last, int bytesMax) {
    this.from = from;
    this.last = last;
    this.bytesMax = bytesMax;
    this.reached = from;
  }

  /**
   * The slice that begins after {@code from}, of the records up to {@code last}; empty if one of
   * them is missing.
   *
   * @param view has, with an engine snapshot of the source taken later, every record up to {@code
   *     last} that was not trimmed
   */
  static Optional<OutboxSlice> read(View view, ReadSource source, Range range) {
    OutboxReader reader = new OutboxReader(range.from, range.last, range.bytesMax);
    if (range.from < Math.min(range.last, view.outboxBase())) {
      reader.readEngine(source, view.outboxBase());
    }
    for (Memtable memtable : view.oldestFirst()) {
      reader.readMemtable(memtable);
    }
    return reader.slice();
  }

  /** What is asked for. */
  record Range(long from, long last, int bytesMax) {}

  private void readEngine(ReadSource source, long base) {
    try (KvSnapshot snapshot = source.engine()) {
      Iterator<KvEntry> entries = snapshot.from(Space.OUTBOX, OutboxCodec.key(from + 1));
      boolean goesOn = true;
      while (goesOn && reached < base && entries.hasNext()) {
        goesOn = take(OutboxCodec.read(entries.next()));
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.OUTBOX, broken);
    }
  }

  private void readMemtable(Memtable memtable) {
    for (OutboxRecord record : memtable.outbox().tailMap(reached, false).values()) {
      if (!take(record)) {
        return;
      }
    }
  }

  /** Whether the next one is wanted too. */
  private boolean take(OutboxRecord record) {
    Change change = record.change();
    if (full || change.sequence() != reached + 1 || change.sequence() > last) {
      return false;
    }
    if (!records.isEmpty() && bytes + change.bytesMax() > bytesMax) {
      full = true;
      return false;
    }
    records.add(record);
    reached = change.sequence();
    bytes += change.bytesMax();
    if (record.lastOfEntry()) {
      wholeRecords = records.size();
      closed = record.closed();
    }
    return true;
  }

  private Optional<OutboxSlice> slice() {
    if (!full && reached < last) {
      return Optional.empty();
    }
    boolean inside = wholeRecords == 0 && !records.isEmpty();
    int size = inside ? records.size() : wholeRecords;
    List<Change> changes = records.subList(0, size).stream().map(OutboxRecord::change).toList();
    return Optional.of(new OutboxSlice(from, from + size, inside, closed, changes));
  }
}
