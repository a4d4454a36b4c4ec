package dev.isochrone.zone.partition;

import dev.isochrone.conflict.Born;
import dev.isochrone.conflict.HomedVersions;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.zone.rows.Draft;
import dev.isochrone.zone.rows.KeptRows;
import dev.isochrone.zone.rows.OwedChanges;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The rows' half of apply: judges writes and arrivals, each as a whole, and drafts what they do; a
 * row with a home here, one that every region writes in {@code MultiMasterRows}. Confined to the
 * apply thread.
 */
final class RowChanges {
  private final KeptRows rows;
  private final OwedChanges owed;

  RowChanges(PartitionStore store, Ledger from) {
    this.rows = new KeptRows(store, from);
    this.owed = new OwedChanges(store, from.outbox().last());
  }

  long outboxLast() {
    return owed.last();
  }

  Digest digest() {
    return rows.digest();
  }

  SortedMap<CountKey, Long> counts() {
    return rows.counts();
  }

  /** From here on changes belong to an entry that closes up to this. */
  void beginEntry(HlcTimestamp closed) {
    owed.beginEntry(closed);
  }

  /** Owes the entry's changes to the peers, and says whether there are any. */
  boolean endEntry() {
    return owed.endEntry();
  }

  /** All of the write, under one stamp, or nothing of it. */
  Reply write(Command.Write write, RowRules rules, HlcTimestamp at) {
    Draft draft = new Draft(rows, owed, rules.hasPeers());
    List<Mutation> mutations = write.mutations();
    for (int i = 0; i < mutations.size(); i++) {
      Optional<Reply.Refused> refused = draft(draft, write, i, rules, at);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    draft.takeEffect();
    return new Reply.Written(rules.versionAt(mutations.get(0), at));
  }

  private Optional<Reply.Refused> draft(
      Draft draft, Command.Write write, int i, RowRules rules, HlcTimestamp at) {
    Mutation mutation = write.mutations().get(i);
    Optional<Refusal> misrouted = rules.refusal(mutation);
    if (misrouted.isPresent()) {
      return Optional.of(new Reply.Refused(misrouted.get()));
    }
    StoredKey key = mutation.key();
    Version version = rules.versionAt(mutation, at);
    Optional<StoredRow> newest = rows.newest(key); // Each mutation is of another row.
    if (newest.isPresent() && newest.get().version().compareTo(version) >= 0) {
      return Optional.of(new Reply.Refused(notAbove(newest.get().version(), version)));
    }
    if (!isMet(mutation.condition(), newest)) {
      return Optional.of(unmet(write, i, newest));
    }
    RuleInForce rule = rules.of(key).orElseThrow();
    if (rule.policy().isEmpty()) {
      draft.born(key, born(mutation, version), newest);
      return Optional.empty();
    }
    Born born =
        new Born(version.stamp(), mutation.document(), mutation.writtenBy(), mutation.context());
    return rules.multiMaster().write(draft, rule, key, born, newest).map(Reply.Refused::new);
  }

  private static Refusal notAbove(Version newest, Version version) {
    return newest.homeEpoch() > version.homeEpoch()
        ? Refusal.of(RefusalCode.RULE_CHANGED, "the row has a version of a later home epoch")
        : Refusal.of(RefusalCode.WROTE_TOO_LATE, "the row has a version of a later time");
  }

  /** The refusal of a write whose condition failed before, with the row as it is now. */
  Reply.Refused unmetBefore(Command.Write write, int mutation) {
    return unmet(write, mutation, rows.newest(write.mutations().get(mutation).key()));
  }

  /**
   * Takes the changes above {@code after} into the rows.
   *
   * @return why nothing of it took effect: a change is of a table that has no rule here yet, or of
   *     a row of another partition, or contradicts what is stored
   * @throws FormatException a record is damaged; no effect
   */
  Optional<Refusal> receive(ChangeBatch batch, long after, RowRules rules) throws FormatException {
    Draft draft = new Draft(rows, owed, rules.hasPeers());
    for (Change change : batch.changes()) {
      if (change.sequence() > after) {
        Optional<Refusal> refusal = arrive(draft, batch, change, rules);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    draft.takeEffect();
    return Optional.empty();
  }

  private static Optional<Refusal> arrive(
      Draft draft, ChangeBatch batch, Change change, RowRules rules) throws FormatException {
    Optional<RuleInForce> rule = rules.of(change.key());
    if (rule.isEmpty()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.NOT_READY,
              "table " + change.key().tableId() + " has no rule in this region yet"));
    }
    if (!rules.identity().holds(change.key())) {
      return invalid("a change of a row of another partition");
    }
    return rule.get().policy().isPresent()
        ? rules.multiMaster().arrive(draft, rule.get(), batch.source().origin().origin(), change)
        : arriveHomed(draft, change);
  }

  private static Optional<Refusal> arriveHomed(Draft draft, Change change) throws FormatException {
    if (change.kind() != Change.Kind.ROW) {
      return invalid("a conflict of a row that has a home");
    }
    StoredKey key = change.key();
    Version version = RecordCodec.decode(key, change.record()).version();
    Optional<StoredRow> newest = draft.newest(key);
    HomedVersions.Verdict verdict = HomedVersions.judge(newest.map(StoredRow::version), version);
    if (verdict == HomedVersions.Verdict.NEWEST) {
      draft.become(key, new StoredRow(version, change.record()), newest);
    } else if (verdict == HomedVersions.Verdict.SAME
        && !newest.orElseThrow().record().equals(change.record())) {
      // Two writers took one origin for theirs. Nothing may be built on it.
      return invalid("a version of " + version.stamp().origin() + " has another content here");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> invalid(String message) {
    return Optional.of(Refusal.of(RefusalCode.INVALID_REQUEST, message));
  }

  private static boolean isMet(Condition condition, Optional<StoredRow> newest) {
    if (condition == Condition.None.NONE) {
      return true;
    }
    if (condition instanceof Condition.IsVersion is) {
      return newest.isPresent() && newest.get().version().equals(is.version());
    }
    return newest.isEmpty() || RecordCodec.isTombstone(newest.get().record());
  }

  private static Reply.Refused unmet(Command.Write write, int i, Optional<StoredRow> newest) {
    Mutation mutation = write.mutations().get(i);
    String which = write.mutations().size() == 1 ? "" : "row[" + i + "]: ";
    String why =
        mutation.condition() == Condition.Absent.ABSENT
            ? "the row exists"
            : "the row is not the expected version";
    return new Reply.Refused(
        Refusal.of(RefusalCode.CONDITION_FAILED, which + why),
        Optional.of(new Reply.Found(i, mutation.key(), newest)));
  }

  private static StoredRow born(Mutation mutation, Version version) {
    RowVersion row =
        new RowVersion(
            version,
            mutation.document().isEmpty(),
            mutation.writtenBy(),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            mutation.document().orElse(Bytes.EMPTY));
    return new StoredRow(version, RecordCodec.encode(mutation.key(), row));
  }
}
