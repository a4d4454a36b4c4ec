package dev.isochrone.zone.partition;

import com.google.common.hash.Hashing;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a partition is, said in the plainest way: every version of every row ever seen, every change
 * ever owed, and the rest drawn from them anew whenever somebody asks.
 */
final class PartitionModel {
  /** What a command came to, without the words. */
  record Result(Optional<RefusalCode> refusal, Optional<Version> written, Optional<Cursor> cursor) {
    static final Result NOTED = new Result(Optional.empty(), Optional.empty(), Optional.empty());

    static Result refused(RefusalCode code) {
      return new Result(Optional.of(code), Optional.empty(), Optional.empty());
    }

    static Result received(Cursor cursor) {
      return new Result(Optional.empty(), Optional.empty(), Optional.of(cursor));
    }

    static Result of(Reply reply) {
      if (reply instanceof Reply.Written done) {
        return new Result(Optional.empty(), Optional.of(done.version()), Optional.empty());
      } else if (reply instanceof Reply.Refused refused) {
        return refused(refused.refusal().code());
      } else if (reply instanceof Reply.Received received) {
        return received(received.cursor());
      }
      return NOTED;
    }
  }

  private final SortedMap<StoredKey, NavigableMap<Version, Bytes>> versions = new TreeMap<>();
  private final List<OutboxRecord> outbox = new ArrayList<>();
  private final SortedMap<OriginPartition, Cursor> cursors = new TreeMap<>();
  private final SortedMap<Origin, Long> acknowledged = new TreeMap<>();
  private final Set<Origin> paused = new HashSet<>();
  private final SortedMap<Integer, RuleInForce> rules = new TreeMap<>();
  private MultiMasterModel shared = new MultiMasterModel();
  private Optional<Command.Init> init = Optional.empty();
  private LogPosition applied = LogPosition.START;
  private Ledger.Time time = Ledger.Time.NONE;
  private long trimmed;

  List<Result> apply(LogPosition position, LogEntry entry) {
    applied = position;
    if (entry.at().compareTo(time.last()) <= 0) {
      return entry.commands().stream()
          .map(command -> Result.refused(RefusalCode.WROTE_TOO_LATE))
          .toList();
    }
    HlcTimestamp closed = time.closed().max(entry.closed());
    int owedBefore = outbox.size();
    List<Result> results = new ArrayList<>();
    HlcTimestamp at = entry.at();
    boolean announces = entry.commands().isEmpty();
    for (Command command : entry.commands()) {
      results.add(apply(command, at, closed));
      if (command instanceof Command.Write) {
        at = at.next();
        announces = true;
      }
    }
    if (outbox.size() > owedBefore) {
      Change last = outbox.remove(outbox.size() - 1).change();
      outbox.add(new OutboxRecord(last, closed, true));
      announces = true;
    }
    Announced announced = announces ? new Announced(outbox.size(), closed) : time.announced();
    time = new Ledger.Time(entry.end(), closed, announced);
    return results;
  }

  private Result apply(Command command, HlcTimestamp at, HlcTimestamp closed) {
    if (command instanceof Command.Write write) {
      return write(write, at, closed);
    } else if (command instanceof Command.Remote remote) {
      return remote(remote.batch(), closed);
    } else if (command instanceof Command.PeerAcked acked) {
      acknowledged.computeIfPresent(
          acked.peer(),
          (peer, before) -> Math.max(before, Math.min(acked.sequence(), outbox.size())));
      trimmed = acknowledged.values().stream().mapToLong(x -> x).min().orElse(0);
    } else if (command instanceof Command.Pause pause) {
      paused.remove(pause.peer());
      if (pause.paused() && acknowledged.containsKey(pause.peer())) {
        paused.add(pause.peer());
      }
    } else if (command instanceof Command.Rule rule) {
      return rule(rule.rule());
    } else if (command instanceof Command.Init first && init.isEmpty()) {
      init = Optional.of(first);
      first.peers().forEach(peer -> acknowledged.put(peer, 0L));
    }
    return Result.NOTED;
  }

  private Result rule(RuleInForce rule) {
    if (init.isEmpty()) {
      return Result.refused(RefusalCode.NOT_READY);
    }
    RuleInForce now = rules.get(rule.tableId());
    if (now == null
        || (rule.ruleVersion() > now.ruleVersion() && rule.policy().equals(now.policy()))) {
      rules.put(rule.tableId(), rule);
    }
    return Result.NOTED;
  }

  private Result write(Command.Write write, HlcTimestamp at, HlcTimestamp closed) {
    if (init.isEmpty()) {
      return Result.refused(RefusalCode.NOT_READY);
    }
    Origin self = init.get().identity().self().origin();
    Stamp stamp = new Stamp(at, self);
    MultiMasterModel next = shared.copy();
    List<Change> made = new ArrayList<>();
    for (Mutation mutation : write.mutations()) {
      Version version = new Version(mutation.routedBy().homeEpoch(), stamp);
      Optional<StoredRow> now = newest(mutation.key());
      if (!isRouted(mutation)) {
        return Result.refused(RefusalCode.RULE_CHANGED);
      }
      if (now.stream().anyMatch(row -> row.version().compareTo(version) >= 0)) {
        return Result.refused(
            now.orElseThrow().version().homeEpoch() > version.homeEpoch()
                ? RefusalCode.RULE_CHANGED
                : RefusalCode.WROTE_TOO_LATE);
      }
      if (!holds(mutation.condition(), now)) {
        return Result.refused(RefusalCode.CONDITION_FAILED);
      }
      RuleInForce rule = rule(mutation.key().tableId()).orElseThrow();
      if (rule.policy().isPresent()) {
        Optional<RefusalCode> refused = next.write(mutation, rule, stamp);
        if (refused.isPresent()) {
          return Result.refused(refused.get());
        }
        made.addAll(next.told);
        next.told.clear();
      } else {
        made.add(new Change(1, mutation.key(), record(mutation, version)));
      }
    }
    for (Mutation mutation : write.mutations()) {
      if (rule(mutation.key().tableId()).orElseThrow().policy().isEmpty()) {
        Version version = new Version(mutation.routedBy().homeEpoch(), stamp);
        put(mutation.key(), version, record(mutation, version));
      }
    }
    shared = next;
    owe(made, closed);
    int epoch = write.mutations().get(0).routedBy().homeEpoch();
    return new Result(
        Optional.empty(), Optional.of(new Version(epoch, new Stamp(at, self))), Optional.empty());
  }

  private void owe(List<Change> made, HlcTimestamp closed) {
    for (Change change : made) {
      if (!acknowledged.isEmpty()) {
        Change owed = new Change(outbox.size() + 1, change.kind(), change.key(), change.record());
        outbox.add(new OutboxRecord(owed, closed, false));
      }
    }
  }

  private boolean isRouted(Mutation mutation) {
    RuleInForce rule = rules.get(mutation.key().tableId());
    return rule != null
        && new Mutation.RoutedBy(rule.ruleVersion(), rule.homeEpoch()).equals(mutation.routedBy())
        && init.orElseThrow().identity().slots().stream()
            .anyMatch(range -> range.contains(mutation.key().slot().orElseThrow()));
  }

  private static boolean holds(Condition condition, Optional<StoredRow> now) {
    if (condition instanceof Condition.IsVersion is) {
      return now.isPresent() && now.get().version().equals(is.version());
    }
    return condition != Condition.Absent.ABSENT || now.isEmpty() || isTombstone(now.get());
  }

  private static Bytes record(Mutation mutation, Version version) {
    return RecordCodec.encode(
        mutation.key(),
        new RowVersion(
            version,
            mutation.document().isEmpty(),
            mutation.writtenBy(),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            mutation.document().orElse(Bytes.EMPTY)));
  }

  private Result remote(ChangeBatch batch, HlcTimestamp closed) {
    OriginPartition origin = batch.source().origin();
    Cursor cursor = cursors.getOrDefault(origin, Cursor.NONE);
    boolean foreign =
        init.isPresent() && !init.get().identity().self().origin().equals(origin.origin());
    if (!foreign || batch.interval().from() > cursor.sequence()) {
      return Result.received(cursor);
    }
    MultiMasterModel after = shared.copy();
    List<Change> homed = new ArrayList<>();
    for (Change change : batch.changes()) {
      if (change.sequence() > cursor.sequence()) {
        Optional<RefusalCode> refused = arrive(change, origin.origin(), after, homed);
        if (refused.isPresent()) {
          return Result.refused(refused.get());
        }
      }
    }
    shared = after;
    owe(List.copyOf(shared.told), closed);
    shared.told.clear();
    homed.forEach(change -> put(change.key(), version(change), change.record()));
    Cursor next =
        new Cursor(
            Math.max(cursor.sequence(), batch.interval().to()),
            cursor.frontier().max(batch.closed()),
            batch.source().layoutVersion(),
            batch.source().partitions(),
            Math.max(cursor.settled(), batch.settled()));
    cursors.put(origin, next);
    return Result.received(next);
  }

  private Optional<RefusalCode> arrive(
      Change change, Origin from, MultiMasterModel after, List<Change> homed) {
    RuleInForce rule = rules.get(change.key().tableId());
    if (rule == null) {
      return Optional.of(RefusalCode.NOT_READY);
    }
    if (rule.policy().isPresent()) {
      Origin self = init.orElseThrow().identity().self().origin();
      return after.arrive(change, rule, from, self);
    }
    try {
      RecordCodec.decode(change.key(), change.record());
    } catch (FormatException damaged) {
      return Optional.of(RefusalCode.INVALID_REQUEST);
    }
    homed.add(change);
    return Optional.empty();
  }

  private static Version version(Change change) {
    try {
      return RecordCodec.decode(change.key(), change.record()).version();
    } catch (FormatException damaged) {
      throw new AssertionError(damaged);
    }
  }

  private void put(StoredKey key, Version version, Bytes record) {
    versions.computeIfAbsent(key, row -> new TreeMap<>()).putIfAbsent(version, record);
  }

  /** The rows that every region writes. */
  MultiMasterModel shared() {
    return shared;
  }

  Optional<StoredRow> newest(StoredKey key) {
    Optional<StoredRow> row = shared.stored(key);
    return row.isPresent() ? row : newestHomed(key);
  }

  private Optional<StoredRow> newestHomed(StoredKey key) {
    return Optional.ofNullable(versions.get(key))
        .map(NavigableMap::lastEntry)
        .map(newest -> new StoredRow(newest.getKey(), newest.getValue()));
  }

  /** Versions that were the newest once, or never. */
  List<Version> versionsOf(StoredKey key) {
    return shared.rows().containsKey(key)
        ? List.of(newest(key).orElseThrow().version())
        : List.copyOf(versions.getOrDefault(key, new TreeMap<>()).keySet());
  }

  Optional<RuleInForce> rule(int tableId) {
    return Optional.ofNullable(rules.get(tableId));
  }

  List<OutboxRecord> owed() {
    return outbox.subList((int) trimmed, outbox.size());
  }

  Ledger ledger() {
    SortedMap<CountKey, Long> counts = new TreeMap<>();
    BigInteger digest = BigInteger.ZERO;
    for (ConflictRecord conflict : shared.conflicts().values()) {
      digest = digest.add(hash(conflict.id().encode(), ConflictCodec.encode(conflict)));
    }
    Set<StoredKey> keys = new TreeSet<>(versions.keySet());
    keys.addAll(shared.rows().keySet());
    for (StoredKey key : keys) {
      StoredRow row = newest(key).orElseThrow();
      digest = digest.add(hash(new RowKey(key, row.version()).encode(), row.record()));
      if (!isTombstone(row)) {
        counts.merge(new CountKey(key.tableId(), row.version().stamp().origin()), 1L, Long::sum);
      }
    }
    SortedMap<Origin, PeerMark> peers = new TreeMap<>();
    acknowledged.forEach(
        (peer, sequence) ->
            peers.put(peer, new PeerMark(PeerMark.State.ACTIVE, sequence, paused.contains(peer))));
    return new Ledger(
        applied,
        init.map(Command.Init::identity),
        time,
        new Ledger.OutboxMarks(outbox.size(), trimmed),
        new Digest(digest.shiftRight(64).longValue(), digest.longValue()),
        new Ledger.Maps(cursors, peers, rules, counts));
  }

  /** docs/formats.md, section 11; a sum mod 2^128 by way of numbers without bound. */
  private static BigInteger hash(Bytes key, Bytes value) {
    return new BigInteger(
        1,
        Hashing.murmur3_128()
            .newHasher()
            .putBytes(key.shared())
            .putBytes(value.shared())
            .hash()
            .asBytes());
  }

  private static boolean isTombstone(StoredRow row) {
    return RecordCodec.isTombstone(row.record());
  }
}
