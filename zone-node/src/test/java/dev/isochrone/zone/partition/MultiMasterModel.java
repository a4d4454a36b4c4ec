package dev.isochrone.zone.partition;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.ConflictRecord.State;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of multi-master tables, said in the plainest way: versions in a list, of which those go
 * that the policy lets go, and a list of what was lost.
 */
final class MultiMasterModel {
  /** Versions of a row, and no more than may be of one origin. */
  private static final int OWN_MAX = 16;

  private final SortedMap<StoredKey, List<RowVersion>> rows = new TreeMap<>();
  private final SortedMap<ConflictId, ConflictRecord> conflicts = new TreeMap<>();

  /** What a command made for peers, in the order in which it was made; without sequences. */
  final List<Change> told = new ArrayList<>();

  MultiMasterModel copy() {
    MultiMasterModel copy = new MultiMasterModel();
    rows.forEach((key, versions) -> copy.rows.put(key, new ArrayList<>(versions)));
    copy.conflicts.putAll(conflicts);
    return copy;
  }

  SortedMap<StoredKey, List<RowVersion>> rows() {
    return rows;
  }

  SortedMap<ConflictId, ConflictRecord> conflicts() {
    return conflicts;
  }

  Optional<SiblingSet> row(StoredKey key) {
    return Optional.ofNullable(rows.get(key)).map(SiblingSet::of);
  }

  Optional<StoredRow> stored(StoredKey key) {
    return row(key)
        .map(set -> new StoredRow(set.newest().version(), SiblingCodec.encode(key, set)));
  }

  Optional<RefusalCode> write(Mutation mutation, RuleInForce rule, Stamp stamp) {
    StoredKey key = mutation.key();
    Optional<SiblingSet> now = row(key);
    if (mutation.context().isEmpty() && now.isPresent() && now.get().versions().size() > 1) {
      return Optional.of(RefusalCode.UNREAD);
    }
    CausalContext seen =
        mutation.context().orElse(now.map(SiblingSet::context).orElse(CausalContext.EMPTY));
    if (seen.upTo().values().stream().anyMatch(at -> at.compareTo(stamp.at()) >= 0)) {
      return Optional.of(RefusalCode.UNREAD);
    }
    RowVersion born =
        new RowVersion(
            new Version(0, stamp),
            mutation.document().isEmpty(),
            mutation.writtenBy(),
            RowVersion.CauseOf.WRITE,
            seen,
            mutation.document().orElse(Bytes.EMPTY));
    int place = told.size();
    meet(key, rule, stamp.origin(), List.of(born));
    long own =
        row(key).orElseThrow().versions().values().stream()
            .filter(version -> version.version().stamp().origin().equals(stamp.origin()))
            .count();
    if (rule.policy().equals(Optional.of(ConflictPolicy.VECTOR)) && own > OWN_MAX) {
      return Optional.of(RefusalCode.UNREAD);
    }
    told.add(place, new Change(1, key, stored(key).orElseThrow().record()));
    return Optional.empty();
  }

  Optional<RefusalCode> arrive(Change change, RuleInForce rule, Origin from, Origin self) {
    try {
      if (!change.subject().version().origin().equals(from)) {
        return Optional.of(RefusalCode.INVALID_REQUEST);
      }
      switch (change.kind()) {
        case ROW ->
            meet(
                change.key(),
                rule,
                self,
                SiblingCodec.decode(change.key(), change.record()).versions().values());
        case CONFLICT -> {
          ConflictRecord told = ConflictCodec.decode(change.key(), change.record());
          ConflictRecord known = conflicts.putIfAbsent(told.id(), told);
          if (known != null && !known.in(State.RECORDED).equals(told.in(State.RECORDED))) {
            return Optional.of(RefusalCode.INVALID_REQUEST);
          }
        }
        case CONFLICT_WITHDRAWN -> {
          ConflictRecord known = conflicts.get(change.withdrawn());
          if (known == null) {
            return Optional.of(RefusalCode.INVALID_REQUEST);
          }
          conflicts.put(known.id(), known.in(State.WITHDRAWN));
        }
      }
      return Optional.empty();
    } catch (FormatException damaged) {
      return Optional.of(RefusalCode.INVALID_REQUEST);
    }
  }

  private void meet(StoredKey key, RuleInForce rule, Origin self, Collection<RowVersion> arriving) {
    List<RowVersion> all = new ArrayList<>(rows.getOrDefault(key, List.of()));
    arriving.stream().filter(version -> !all.contains(version)).forEach(all::add);
    all.sort((one, other) -> one.version().compareTo(other.version()));
    RowVersion greatest = all.get(all.size() - 1);
    boolean lww = rule.policy().equals(Optional.of(ConflictPolicy.LWW));
    List<RowVersion> row =
        lww ? List.of(greatest) : all.stream().filter(version -> !isSeen(version, all)).toList();
    rows.put(key, row);
    if (!lww) {
      return;
    }
    for (RowVersion version : all) {
      Stamp stamp = version.version().stamp();
      if (!version.equals(greatest) && stamp.origin().equals(self) && !isSeen(version, row)) {
        ConflictRecord lost =
            new ConflictRecord(
                key,
                version,
                greatest.version(),
                ConflictPolicy.LWW,
                rule.policyVersion(),
                State.RECORDED);
        conflicts.put(lost.id(), lost);
        told.add(Change.conflict(1, lost));
      }
    }
    for (ConflictRecord lost : List.copyOf(conflicts.values())) {
      boolean wasRead =
          lost.key().equals(key)
              && lost.id().origin().equals(self)
              && lost.state() == State.RECORDED
              && arriving.stream()
                  .anyMatch(
                      version -> lost.id().loser().at().equals(version.context().upTo().get(self)));
      if (wasRead) {
        conflicts.put(lost.id(), lost.in(State.WITHDRAWN));
        told.add(Change.withdrawn(1, lost.id()));
      }
    }
  }

  private static boolean isSeen(RowVersion version, List<RowVersion> by) {
    return by.stream().anyMatch(other -> other.context().covers(version.version().stamp()));
  }
}
