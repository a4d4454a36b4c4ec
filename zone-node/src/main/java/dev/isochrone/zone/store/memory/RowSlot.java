package dev.isochrone.zone.store.memory;

import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row's place in a memtable: its newest version here, and behind it those that open snapshots
 * may still read. The apply thread writes, any thread reads.
 */
final class RowSlot {
  /** For a retained version's objects; an estimate, as all of them. */
  private static final int RETAINED_OVERHEAD_BYTES = 72;

  /**
   * A version here, immutable, so that whoever finds it finds it whole.
   *
   * @param entry the number of the entry that put it
   * @param previous what the row was here before that entry, if a snapshot may read it
   */
  private record Node(StoredRow row, long entry, @Nullable Node previous) {
    long bytes() {
      long bytes = row.record().length();
      for (Node older = previous; older != null; older = older.previous) {
        bytes += older.row.record().length() + RETAINED_OVERHEAD_BYTES;
      }
      return bytes;
    }
  }

  private final StoredKey key;
  private final Optional<Version> before;
  private volatile Node newest;

  /**
   * The first version here.
   *
   * @param before the row's version before this memtable
   */
  RowSlot(StoredKey key, Optional<Version> before, StoredRow row, Cuts.Entry now) {
    this.key = key;
    this.before = before;
    this.newest = new Node(row, now.number(), null);
  }

  /**
   * Replaces the newest version.
   *
   * @return by how many bytes more is held now
   */
  long replace(StoredRow row, Cuts.Entry now) {
    Node here = newest;
    Node next = new Node(row, now.number(), retained(here, now));
    newest = next;
    return next.bytes() - here.bytes();
  }

  /** Of what is here, what a snapshot that is open, or being taken, can still reach. */
  private static @Nullable Node retained(Node here, Cuts.Entry now) {
    if (now.keptUpTo() == Cuts.NONE) {
      return null;
    }
    boolean reachable = here.entry < now.number() && here.entry <= now.keptUpTo();
    return reachable ? here : here.previous;
  }

  StoredKey key() {
    return key;
  }

  StoredRow newest() {
    return newest.row;
  }

  /** The row as of a cut; null if it was not here yet. */
  @Nullable StoredRow asOf(long cut) {
    Node node = newest;
    while (node != null && node.entry > cut) {
      node = node.previous;
    }
    return node == null ? null : node.row;
  }

  /** The row's version before this memtable. */
  Optional<Version> before() {
    return before;
  }

  long bytes() {
    return newest.bytes();
  }
}
