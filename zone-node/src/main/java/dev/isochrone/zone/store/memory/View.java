package dev.isochrone.zone.store.memory;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lies in memory, captured in one volatile read. A reader that does not find what it looks for
 * takes an engine snapshot <em>afterwards</em>: a memtable leaves the view only when the engine has
 * it, so what has left is in any later snapshot.
 *
 * @param frozen oldest first; a queue for the flusher
 * @param installs how often the whole content was replaced: what a reader found counts only if this
 *     is the same when it is done
 * @param installing the engine holds nothing that may be read
 */
public record View(Memtable active, List<Memtable> frozen, long installs, boolean installing) {
  public View {
    frozen = List.copyOf(frozen);
  }

  static View of(Ledger ledger) {
    return new View(new Memtable(ledger.outbox().last()), List.of(), 0, false);
  }

  /** The active one joins the queue, and an empty one takes its place. */
  View rotated() {
    List<Memtable> queue = new ArrayList<>(frozen);
    queue.add(active);
    return new View(new Memtable(active.ledger().outbox().last()), queue, installs, installing);
  }

  View without(Memtable flushed) {
    List<Memtable> queue = new ArrayList<>(frozen);
    queue.remove(flushed);
    return new View(active, queue, installs, installing);
  }

  /** Nothing of the old content is left. */
  View suspended() {
    return new View(new Memtable(0), List.of(), installs + 1, true);
  }

  View resumed(Ledger ledger) {
    return new View(new Memtable(ledger.outbox().last()), List.of(), installs, false);
  }

  /** The row's newest version in memory; null if it is not there. */
  public @Nullable StoredRow newest(StoredKey key) {
    StoredRow row = active.newest(key);
    for (int i = frozen.size() - 1; row == null && i >= 0; i--) {
      row = frozen.get(i).newest(key);
    }
    return row;
  }

  /** A conflict's record, if it is in memory. */
  Optional<Bytes> conflict(ConflictId id) {
    Bytes key = id.encode();
    StoredConflict found = active.conflicts().get(key);
    for (int i = frozen.size() - 1; found == null && i >= 0; i--) {
      found = frozen.get(i).conflicts().get(key);
    }
    return Optional.ofNullable(found).map(StoredConflict::record);
  }

  /** What of the outbox is in no memtable here: everything up to and including this. */
  long outboxBase() {
    return (frozen.isEmpty() ? active : frozen.get(0)).outboxBase();
  }

  /**
   * The last change whose entry has ended, as of this view's memtables; so all up to it are in them
   * or below {@link #outboxBase}.
   */
  long outboxWhole() {
    return active.outboxWhole();
  }

  List<Memtable> oldestFirst() {
    List<Memtable> all = new ArrayList<>(frozen);
    all.add(active);
    return all;
  }

  /** Of all memtables here. */
  public long bytes() {
    long bytes = active.bytes();
    for (Memtable memtable : frozen) {
      bytes += memtable.bytes();
    }
    return bytes;
  }
}
