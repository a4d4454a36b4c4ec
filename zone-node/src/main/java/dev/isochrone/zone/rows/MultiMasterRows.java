package dev.isochrone.zone.rows;

import dev.isochrone.conflict.Arrival;
import dev.isochrone.conflict.Born;
import dev.isochrone.conflict.Merge;
import dev.isochrone.conflict.Merged;
import dev.isochrone.conflict.OwnBounds;
import dev.isochrone.conflict.Writing;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Rows that every region writes, in this region's partition: merges what is written and what
 * arrives, and gives the verdicts on versions that were born here.
 *
 * <p>A version is lost if, in the partition where it was born, one displaces it that had not seen
 * it: then the record is made in the same entry. It was not lost if somebody elsewhere had read it
 * and wrote over it; whose context names it exactly, and then the record is withdrawn, in the entry
 * in which that comes. docs/ARCHITECTURE.md, section 10.1, has the argument.
 *
 * @param self where this partition's versions are born
 * @param bounds what this region may add to a row
 */
public record MultiMasterRows(Origin self, OwnBounds bounds) {
  /**
   * Drafts a write.
   *
   * @param newest the row as it is
   * @return why it is refused
   */
  public Optional<Refusal> write(
      Draft draft, RuleInForce rule, StoredKey key, Born born, Optional<StoredRow> newest) {
    Writing writing = Merge.write(policy(rule), set(key, newest), born, bounds);
    if (writing instanceof Merged merged) {
      draft.born(key, row(key, merged.row()), newest);
      judge(draft, rule, key, merged, List.of(written(merged.row(), born.stamp())));
      return Optional.empty();
    }
    return Optional.of(refusal(writing, born));
  }

  private static RowVersion written(SiblingSet row, Stamp stamp) {
    RowVersion version = row.versions().get(stamp);
    if (version == null) {
      throw new AssertionError("what was just written is not in the row");
    }
    return version;
  }

  private static Refusal refusal(Writing writing, Born born) {
    if (writing instanceof Writing.TooLarge tooLarge) {
      return Refusal.of(
          RefusalCode.TOO_LARGE,
          "a version of this table has " + tooLarge.bytesMax() + " bytes at most");
    } else if (writing instanceof Writing.NotOlder notOlder) {
      return Refusal.clockBehind(born.stamp().at(), notOlder.seen());
    } else if (writing instanceof Writing.Unread unread) {
      return Refusal.of(
          RefusalCode.UNREAD,
          switch (unread) {
            case SIBLINGS -> "the row is several versions; read them, and give their context";
            case TOO_MANY -> "the row has too many versions of this region; settle them";
          });
    }
    throw new AssertionError(writing);
  }

  /**
   * Drafts a change that another region made.
   *
   * @param from whose it is
   * @return why it can't be taken
   * @throws FormatException it is damaged
   */
  public Optional<Refusal> arrive(Draft draft, RuleInForce rule, Origin from, Change change)
      throws FormatException {
    if (!change.subject().version().origin().equals(from)) {
      return refused("a change of " + from + " about another region's version");
    }
    return switch (change.kind()) {
      case ROW -> row(draft, rule, change);
      case CONFLICT -> conflict(draft, ConflictCodec.decode(change.key(), change.record()));
      case CONFLICT_WITHDRAWN -> withdrawal(draft, change.withdrawn());
    };
  }

  private Optional<Refusal> row(Draft draft, RuleInForce rule, Change change)
      throws FormatException {
    StoredKey key = change.key();
    SiblingSet arriving = SiblingCodec.decode(key, change.record());
    Optional<StoredRow> newest = draft.newest(key);
    Optional<SiblingSet> stored = set(key, newest);
    Arrival arrival = Merge.arrive(policy(rule), stored, arriving);
    if (arrival instanceof Arrival.TwoContents twice) {
      return refused("a version of " + twice.stamp().origin() + " has another content here");
    }
    Merged merged = (Merged) arrival;
    if (!stored.equals(Optional.of(merged.row()))) {
      draft.become(key, row(key, merged.row()), newest);
    }
    judge(draft, rule, key, merged, arriving.versions().values());
    return Optional.empty();
  }

  private static Optional<Refusal> conflict(Draft draft, ConflictRecord told) {
    Optional<ConflictRecord> known = draft.conflict(told.id());
    if (known.isPresent()) {
      return known.get().in(told.state()).equals(told)
          ? Optional.empty()
          : refused("a conflict of " + told.id().origin() + " has another content here");
    }
    draft.heard(told);
    return Optional.empty();
  }

  private static Optional<Refusal> withdrawal(Draft draft, ConflictId id) {
    Optional<ConflictRecord> known = draft.conflict(id);
    if (known.isEmpty()) {
      return refused(id.origin() + " withdraws a conflict of which it never told");
    }
    draft.heard(known.get().in(ConflictRecord.State.WITHDRAWN));
    return Optional.empty();
  }

  /** The verdicts on this region's own versions, after others came. */
  private void judge(
      Draft draft, RuleInForce rule, StoredKey key, Merged merged, Collection<RowVersion> came) {
    for (RowVersion lost : merged.lost(self)) {
      draft.lost(
          new ConflictRecord(
              key,
              lost,
              merged.row().newest().version(),
              policy(rule),
              rule.policyVersion(),
              ConflictRecord.State.RECORDED));
    }
    if (policy(rule) == ConflictPolicy.LWW) { // Under VECTOR nothing was ever lost.
      came.forEach(version -> withdraw(draft, key, version));
    }
  }

  /** That exact time gets into a context by a read of that very version alone. */
  private void withdraw(Draft draft, StoredKey key, RowVersion version) {
    HlcTimestamp read = version.context().upTo().get(self);
    if (read != null) {
      draft
          .conflict(new ConflictId(key, new Stamp(read, self)))
          .filter(conflict -> conflict.state() == ConflictRecord.State.RECORDED)
          .ifPresent(draft::withdrawn);
    }
  }

  private static ConflictPolicy policy(RuleInForce rule) {
    return rule.policy().orElseThrow(() -> new IllegalStateException("a table with homes"));
  }

  private static StoredRow row(StoredKey key, SiblingSet set) {
    return new StoredRow(set.newest().version(), SiblingCodec.encode(key, set));
  }

  private static Optional<SiblingSet> set(StoredKey key, Optional<StoredRow> row) {
    try {
      return row.isEmpty()
          ? Optional.empty()
          : Optional.of(SiblingCodec.decode(key, row.get().record()));
    } catch (FormatException damaged) {
      throw new IllegalStateException("a row of this replica is damaged", damaged);
    }
  }

  private static Optional<Refusal> refused(String message) {
    return Optional.of(Refusal.of(RefusalCode.INVALID_REQUEST, message));
  }
}
