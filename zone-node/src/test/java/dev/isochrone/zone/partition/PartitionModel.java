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
    }
    Announced announced = announces ? new Announced(outbox.size(), closed) : time.announced();
    time = new Ledger.Time(entry.end(), closed, announced);
    return results;
  }

  private Result apply(Command command, HlcTimestamp at, HlcTimestamp closed) {
    if (command instanceof Command.Write write) {
      return write(write, at, closed);
    } else if (command instanceof Command.Remote remote) {
      return remote(remote.batch());
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
        || (rule.ruleVersion() > now.ruleVersion()
            && rule.locality().isHomed() == now.locality().isHomed())) {
      rules.put(rule.tableId(), rule);
    }
    return Result.NOTED;
  }

  private Result write(Command.Write write, HlcTimestamp at, HlcTimestamp closed) {
    if (init.isEmpty()) {
      return Result.refused(RefusalCode.NOT_READY);
    }
    Origin self = init.get().identity().self().origin();
    for (Mutation mutation : write.mutations()) {
      Version next = new Version(mutation.routedBy().homeEpoch(), new Stamp(at, self));
      Optional<StoredRow> now = newest(mutation.key());
      if (!isRouted(mutation) || now.stream().anyMatch(row -> row.version().compareTo(next) >= 0)) {
        return Result.refused(RefusalCode.RULE_CHANGED);
      }
      if (!holds(mutation.condition(), now)) {
        return Result.refused(RefusalCode.CONDITION_FAILED);
      }
    }
    for (Mutation mutation : write.mutations()) {
      Version version = new Version(mutation.routedBy().homeEpoch(), new Stamp(at, self));
      Bytes record = record(mutation, version);
      put(mutation.key(), version, record);
      if (!acknowledged.isEmpty()) {
        Change change = new Change(outbox.size() + 1, mutation.key(), record);
        outbox.add(new OutboxRecord(change, closed, false));
      }
    }
    int epoch = write.mutations().get(0).routedBy().homeEpoch();
    return new Result(
        Optional.empty(), Optional.of(new Version(epoch, new Stamp(at, self))), Optional.empty());
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

  private Result remote(ChangeBatch batch) {
    OriginPartition origin = batch.source().origin();
    Cursor cursor = cursors.getOrDefault(origin, Cursor.NONE);
    boolean foreign =
        init.isPresent() && !init.get().identity().self().origin().equals(origin.origin());
    if (!foreign || batch.interval().from() > cursor.sequence()) {
      return Result.received(cursor);
    }
    List<Version> arrived = new ArrayList<>();
    List<Change> news =
        batch.changes().stream().filter(c -> c.sequence() > cursor.sequence()).toList();
    for (Change change : news) {
      if (!rules.containsKey(change.key().tableId())) {
        return Result.refused(RefusalCode.NOT_READY);
      }
      try {
        arrived.add(RecordCodec.decode(change.key(), change.record()).version());
      } catch (FormatException damaged) {
        return Result.refused(RefusalCode.INVALID_REQUEST);
      }
    }
    for (int i = 0; i < news.size(); i++) {
      put(news.get(i).key(), arrived.get(i), news.get(i).record());
    }
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

  private void put(StoredKey key, Version version, Bytes record) {
    versions.computeIfAbsent(key, row -> new TreeMap<>()).putIfAbsent(version, record);
  }

  Optional<StoredRow> newest(StoredKey key) {
    return Optional.ofNullable(versions.get(key))
        .map(NavigableMap::lastEntry)
        .map(newest -> new StoredRow(newest.getKey(), newest.getValue()));
  }

  /** Versions that were the newest once, or never. */
  List<Version> versionsOf(StoredKey key) {
    return List.copyOf(versions.getOrDefault(key, new TreeMap<>()).keySet());
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
    for (StoredKey key : versions.keySet()) {
      StoredRow row = newest(key).orElseThrow();
      digest = digest.add(hash(key, row));
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
  private static BigInteger hash(StoredKey key, StoredRow row) {
    return new BigInteger(
        1,
        Hashing.murmur3_128()
            .newHasher()
            .putBytes(new RowKey(key, row.version()).encode().shared())
            .putBytes(row.record().shared())
            .hash()
            .asBytes());
  }

  private static boolean isTombstone(StoredRow row) {
    return RecordCodec.isTombstone(row.record());
  }
}
