package dev.isochrone.zone.partition;

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
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows' half of apply: judges writes, makes versions, merges arrivals, and keeps what follows
 * from rows: outbox, digest, counts. Confined to the apply thread.
 */
final class RowChanges {
  private final PartitionStore store;
  private final SortedMap<CountKey, Long> counts;
  private final List<Change> ofThisEntry = new ArrayList<>();
  private HlcTimestamp closed = HlcTimestamp.MIN;
  private Digest digest;
  private long outboxLast;

  RowChanges(PartitionStore store, Ledger from) {
    this.store = store;
    this.counts = new TreeMap<>(from.maps().counts());
    this.digest = from.digest();
    this.outboxLast = from.outbox().last();
  }

  long outboxLast() {
    return outboxLast;
  }

  Digest digest() {
    return digest;
  }

  SortedMap<CountKey, Long> counts() {
    return counts;
  }

  /** From here on changes belong to an entry that closes up to this. */
  void beginEntry(HlcTimestamp closed) {
    this.closed = closed;
  }

  /** Owes the entry's changes to the peers; only now is it known which one is the last. */
  void endEntry() {
    for (int i = 0; i < ofThisEntry.size(); i++) {
      store.appendOutbox(new OutboxRecord(ofThisEntry.get(i), closed, i == ofThisEntry.size() - 1));
    }
    ofThisEntry.clear();
  }

  /** All of the write, under one stamp, or nothing of it. */
  Reply write(Command.Write write, PartitionState.WriteRules rules, HlcTimestamp at, boolean owed) {
    List<Mutation> mutations = write.mutations();
    List<Optional<StoredRow>> replaced = new ArrayList<>(mutations.size());
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      Optional<Refusal> refusal = rules.refusal(mutation);
      if (refusal.isPresent()) {
        return new Reply.Refused(refusal.get());
      }
      Optional<StoredRow> newest = store.newest(mutation.key());
      if (newest.isPresent()
          && newest.get().version().compareTo(rules.versionAt(mutation, at)) >= 0) {
        return new Reply.Refused(
            Refusal.of(RefusalCode.RULE_CHANGED, "the row has a version of a later home epoch"));
      }
      if (!isMet(mutation.condition(), newest)) {
        return unmet(write, i, newest);
      }
      replaced.add(newest);
    }
    for (int i = 0; i < replaced.size(); i++) {
      Mutation mutation = mutations.get(i);
      StoredRow row = born(mutation, rules.versionAt(mutation, at));
      become(mutation.key(), row, replaced.get(i));
      if (owed) {
        ofThisEntry.add(new Change(++outboxLast, mutation.key(), row.record()));
      }
    }
    return new Reply.Written(rules.versionAt(mutations.get(0), at));
  }

  /** The refusal of a write whose condition failed before, with the row as it is now. */
  Reply.Refused unmetBefore(Command.Write write, int mutation) {
    return unmet(write, mutation, store.newest(write.mutations().get(mutation).key()));
  }

  /**
   * Takes the changes above {@code after} into the rows.
   *
   * @return why nothing of it took effect: a change is of a table that has no rule here yet, or
   *     contradicts what is stored
   * @throws FormatException a record is damaged; no effect
   */
  Optional<Refusal> receive(ChangeBatch batch, long after, SortedMap<Integer, RuleInForce> rules)
      throws FormatException {
    List<Change> news = batch.changes().stream().filter(c -> c.sequence() > after).toList();
    List<StoredRow> arrivals = new ArrayList<>(news.size());
    for (Change change : news) {
      if (!rules.containsKey(change.key().tableId())) {
        return Optional.of(
            Refusal.of(
                RefusalCode.NOT_READY,
                "table " + change.key().tableId() + " has no rule in this region yet"));
      }
      Version version = RecordCodec.decode(change.key(), change.record()).version();
      StoredRow arrival = new StoredRow(version, change.record());
      if (contradicts(change.key(), arrival)) {
        return Optional.of(
            Refusal.of(
                RefusalCode.INVALID_REQUEST,
                "a version of " + version.stamp().origin() + " has another content here"));
      }
      arrivals.add(arrival);
    }
    for (int i = 0; i < arrivals.size(); i++) {
      StoredKey key = news.get(i).key();
      Optional<StoredRow> newest = store.newest(key);
      Version arriving = arrivals.get(i).version();
      if (HomedVersions.judge(newest.map(StoredRow::version), arriving)
          == HomedVersions.Verdict.NEWEST) {
        become(key, arrivals.get(i), newest);
      }
    }
    return Optional.empty();
  }

  /**
   * One version with two contents: two writers took one origin for theirs. Nothing may be built on
   * it.
   */
  private boolean contradicts(StoredKey key, StoredRow arrival) {
    Optional<StoredRow> newest = store.newest(key);
    return newest.isPresent()
        && newest.get().version().equals(arrival.version())
        && !newest.get().record().equals(arrival.record());
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

  private void become(StoredKey key, StoredRow row, Optional<StoredRow> replaced) {
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
