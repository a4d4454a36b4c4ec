package dev.isochrone.zone.rows;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What one command would do to rows: shown to the rest of the command as if it were done, and done
 * as a whole, or dropped. Confined to the apply thread.
 */
public final class Draft {
  /** A row as it is to be, and what it replaces in the store. */
  private record Step(StoredRow row, Optional<StoredRow> replaced) {}

  private final KeptRows rows;
  private final OwedChanges owed;
  private final boolean hasPeers;
  private final Map<StoredKey, Step> steps = new LinkedHashMap<>(2);
  private final Map<ConflictId, ConflictRecord> conflicts = new LinkedHashMap<>(2);
  private final List<LongFunction<Change>> told = new ArrayList<>(2);

  /**
   * An empty one.
   *
   * @param hasPeers changes are owed to somebody
   */
  public Draft(KeptRows rows, OwedChanges owed, boolean hasPeers) {
    this.rows = rows;
    this.owed = owed;
    this.hasPeers = hasPeers;
  }

  /** The row as it is, if all of this is done. */
  public Optional<StoredRow> newest(StoredKey key) {
    Step step = steps.get(key);
    return step == null ? rows.newest(key) : Optional.of(step.row());
  }

  /** A version was born here; peers are told. */
  public void born(StoredKey key, StoredRow row, Optional<StoredRow> newest) {
    become(key, row, newest);
    tell(sequence -> new Change(sequence, key, row.record()));
  }

  /**
   * The row is this; nobody is told.
   *
   * @param newest what {@link #newest} gives now
   */
  public void become(StoredKey key, StoredRow row, Optional<StoredRow> newest) {
    Step before = steps.get(key);
    steps.put(key, new Step(row, before == null ? newest : before.replaced()));
  }

  /** What became of a version, if all of this is done. */
  Optional<ConflictRecord> conflict(ConflictId id) {
    ConflictRecord drafted = conflicts.get(id);
    return drafted == null ? rows.conflict(id) : Optional.of(drafted);
  }

  /** A version of this region is lost; peers are told. */
  void lost(ConflictRecord conflict) {
    heard(conflict);
    tell(sequence -> Change.conflict(sequence, conflict));
  }

  /** It was not lost after all; peers are told. */
  void withdrawn(ConflictRecord conflict) {
    ConflictId id = conflict.id();
    heard(conflict.in(ConflictRecord.State.WITHDRAWN));
    tell(sequence -> Change.withdrawn(sequence, id));
  }

  /** Another region's word on a version of its own. */
  void heard(ConflictRecord conflict) {
    conflicts.put(conflict.id(), conflict);
  }

  private void tell(LongFunction<Change> change) {
    if (hasPeers) {
      told.add(change);
    }
  }

  /** Does it. */
  public void takeEffect() {
    steps.forEach((key, step) -> rows.become(key, step.row(), step.replaced()));
    conflicts.values().forEach(rows::keep);
    told.forEach(owed::owe);
  }
}
