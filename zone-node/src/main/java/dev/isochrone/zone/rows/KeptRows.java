package dev.isochrone.zone.rows;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A partition's rows and conflict records, and what follows from them: the digest, and how many
 * rows live. Confined to the apply thread.
 */
public final class KeptRows {
  private final PartitionStore store;
  private final SortedMap<CountKey, Long> counts;
  private Digest digest;

  /** As a ledger counted them. */
  public KeptRows(PartitionStore store, Ledger from) {
    this.store = store;
    this.counts = new TreeMap<>(from.maps().counts());
    this.digest = from.digest();
  }

  /** The row as it is; not verified. */
  public Optional<StoredRow> newest(StoredKey key) {
    return store.newest(key);
  }

  /** What became of a version. */
  Optional<ConflictRecord> conflict(ConflictId id) {
    Optional<StoredConflict> kept = store.conflicts().find(id);
    try {
      return kept.isEmpty()
          ? Optional.empty()
          : Optional.of(ConflictCodec.decode(id.key(), kept.get().record()));
    } catch (FormatException damaged) {
      throw new IllegalStateException("a conflict record of this replica is damaged", damaged);
    }
  }

  /** Over rows and conflicts. */
  public Digest digest() {
    return digest;
  }

  /** Live rows; a view. */
  public SortedMap<CountKey, Long> counts() {
    return counts;
  }

  /**
   * The row is this from here on.
   *
   * @param replaced what {@link #newest} gives now
   */
  void become(StoredKey key, StoredRow row, Optional<StoredRow> replaced) {
    store.putRow(key, row, replaced);
    digest = digest.plus(row.digest(key));
    if (replaced.isEmpty()) {
      count(key, row, 1);
      return;
    }
    StoredRow old = replaced.get();
    digest = digest.minus(old.digest(key));
    if (isLive(row) != isLive(old) || !row.isOfSameOrigin(old)) {
      count(key, row, 1);
      count(key, old, -1);
    }
  }

  /** The conflict is this from here on. */
  void keep(ConflictRecord conflict) {
    ConflictId id = conflict.id();
    Optional<StoredConflict> before = store.conflicts().find(id);
    StoredConflict after = new StoredConflict(id, ConflictCodec.encode(conflict));
    store.putConflict(after);
    digest = digest.plus(after.digest());
    if (before.isPresent()) {
      digest = digest.minus(before.get().digest());
    }
  }

  private void count(StoredKey key, StoredRow row, long change) {
    if (isLive(row)) {
      counts.merge(
          new CountKey(key.tableId(), row.version().stamp().origin()),
          change,
          (before, delta) -> before + delta == 0 ? null : Long.valueOf(before + delta));
    }
  }

  private static boolean isLive(StoredRow row) {
    return !RecordCodec.isTombstone(row.record());
  }
}
