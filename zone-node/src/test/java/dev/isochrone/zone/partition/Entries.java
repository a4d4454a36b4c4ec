package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.List;
import java.util.Optional;

/** What log entries of tests are made of. */
final class Entries {
  static final int TABLE = 7;
  static final Origin HERE = new Origin(1);
  static final Origin THERE = new Origin(2);
  static final Origin YONDER = new Origin(3);

  static final PartitionIdentity IDENTITY =
      new PartitionIdentity(new OriginPartition(HERE, 0), 1, List.of(SlotRange.ALL));
  static final Command.Init INIT = new Command.Init(IDENTITY, List.of(THERE, YONDER));
  static final Command.Rule RULE =
      new Command.Rule(
          new RuleInForce(TABLE, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1));

  private Entries() {}

  static HlcTimestamp at(long millis) {
    return HlcTimestamp.of(millis, 0);
  }

  static StoredKey key(long id) {
    return key(TABLE, id);
  }

  static StoredKey key(int table, long id) {
    return StoredKey.row(
        table, new Slot((int) (id % Slot.COUNT)), KeyTuple.encode(Key.of(new KeyPart.Int64(id))));
  }

  static Bytes document(long content) {
    return Bytes.wrap(new byte[] {1, (byte) (content >>> 8), (byte) content});
  }

  static Mutation put(long id, long content) {
    return mutation(id, Optional.of(document(content)), Condition.None.NONE);
  }

  static Mutation putBytes(long id, int documentBytes) {
    return mutation(id, Optional.of(Bytes.wrap(new byte[documentBytes])), Condition.None.NONE);
  }

  static Mutation delete(long id) {
    return mutation(id, Optional.empty(), Condition.None.NONE);
  }

  static Mutation putIf(long id, long content, Condition condition) {
    return mutation(id, Optional.of(document(content)), condition);
  }

  static Mutation routedBy(long id, int ruleVersion, int homeEpoch) {
    return new Mutation(
        key(id),
        Optional.of(document(0)),
        Condition.None.NONE,
        new Mutation.RoutedBy(ruleVersion, homeEpoch),
        new RowVersion.WrittenBy(1, 1),
        Optional.empty());
  }

  static Command.Write write(Mutation... mutations) {
    return new Command.Write(List.of(mutations));
  }

  static Command.Write write(SessionStep step, Mutation... mutations) {
    return new Command.Write(Optional.of(step), List.of(mutations));
  }

  /** An entry that closes up to its last tick. */
  static LogEntry entry(long millis, Command... commands) {
    HlcTimestamp at = at(millis);
    HlcTimestamp closed = at.plus(LogEntry.ticks(List.of(commands)) - 1);
    return new LogEntry(at, closed, List.of(commands));
  }

  static Version version(long millis, Origin origin) {
    return new Version(1, new Stamp(at(millis), origin));
  }

  /** A change that another region made. */
  static Change change(long sequence, long id, Version version, long content) {
    RowVersion row =
        new RowVersion(
            version,
            false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            document(content));
    return new Change(sequence, key(id), RecordCodec.encode(key(id), row));
  }

  static Command.Remote from(Origin origin, long from, long closedMillis, Change... changes) {
    return new Command.Remote(
        new ChangeBatch(
            new ChangeBatch.Source(new OriginPartition(origin, 0), 1, 1),
            ChangeBatch.Interval.whole(from, from + changes.length),
            false,
            at(closedMillis),
            0,
            List.of(changes)));
  }

  private static Mutation mutation(long id, Optional<Bytes> document, Condition condition) {
    return new Mutation(
        key(id),
        document,
        condition,
        new Mutation.RoutedBy(1, 1),
        new RowVersion.WrittenBy(1, 1),
        Optional.empty());
  }
}
