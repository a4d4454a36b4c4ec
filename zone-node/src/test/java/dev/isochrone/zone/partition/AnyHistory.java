package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.HERE;
import static dev.isochrone.zone.partition.Entries.TABLE;
import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.YONDER;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Entries that a log might hold, the next one chosen by what the last ones came to: mostly such as
 * a leader makes, with whatever a careless peer, an old client or a lost leader adds.
 */
final class AnyHistory {
  static final int ROWS = 10;
  private static final int OTHER_TABLE = 8;

  private static final List<Origin> ORIGINS = List.of(THERE, YONDER, HERE);

  private final RandomGenerator random;
  private final PartitionModel model;
  private final Map<OriginPartition, List<Change>> elsewhere = new TreeMap<>();
  private final Set<Stamp> used = new HashSet<>();

  AnyHistory(RandomGenerator random, PartitionModel model) {
    this.random = random;
    this.model = model;
  }

  /** The one row that changes of the other table are about. */
  static StoredKey inOtherTable() {
    return StoredKey.row(OTHER_TABLE, Entries.key(1).slot().orElseThrow(), Entries.key(1).tuple());
  }

  LogEntry next() {
    List<Command> commands = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      commands.add(command());
    }
    HlcTimestamp last = model.ledger().time().last();
    HlcTimestamp at =
        random.nextInt(10) == 0 && last.packed() > 0
            ? new HlcTimestamp(last.packed() - random.nextLong(Math.min(last.packed(), 3)))
            : last.plus(1 + random.nextInt(3));
    int ticks = LogEntry.ticks(commands);
    HlcTimestamp end = at.plus(ticks - 1);
    boolean heldBack = random.nextInt(4) == 0;
    HlcTimestamp closed =
        heldBack ? new HlcTimestamp(Math.max(0, end.packed() - random.nextInt(5))) : end;
    return new LogEntry(at, closed, commands);
  }

  private Command command() {
    if (model.ledger().identity().isEmpty()) {
      return random.nextInt(3) == 0 ? rule() : Entries.INIT;
    }
    return switch (random.nextInt(20)) {
      case 0 -> Entries.INIT;
      case 1 -> rule();
      case 2, 3 -> acked();
      case 4 -> random.nextInt(3) == 0 ? pause() : acked();
      case 5, 6, 7, 8, 9, 10 -> new Command.Remote(batch());
      default -> write();
    };
  }

  private Command.Rule rule() {
    int version = model.rule(TABLE).map(RuleInForce::ruleVersion).orElse(1) + random.nextInt(-1, 2);
    int table = random.nextInt(4) == 0 ? OTHER_TABLE : TABLE;
    return new Command.Rule(
        random.nextInt(5) == 0
            ? RuleInForce.multiMaster(table, Math.max(1, version), 1, ConflictPolicy.LWW)
            : new RuleInForce(
                table,
                Math.max(1, version),
                1,
                TableLocality.REGIONAL_BY_ROW,
                Partitioning.HASH,
                1));
  }

  private Command.Pause pause() {
    Origin peer = random.nextInt(8) == 0 ? new Origin(9) : ORIGINS.get(random.nextInt(2));
    return new Command.Pause(peer, random.nextBoolean());
  }

  private Command.PeerAcked acked() {
    Origin peer = random.nextInt(8) == 0 ? new Origin(9) : ORIGINS.get(random.nextInt(2));
    return new Command.PeerAcked(peer, random.nextLong(model.ledger().outbox().last() + 3));
  }

  private Command.Write write() {
    List<Mutation> mutations = new ArrayList<>();
    int first = random.nextInt(ROWS);
    int n = 1 + random.nextInt(3);
    for (int i = 0; i < n; i++) {
      mutations.add(mutation(Entries.key((first + i) % ROWS)));
    }
    return new Command.Write(mutations);
  }

  private Mutation mutation(StoredKey key) {
    Optional<RuleInForce> rule = model.rule(TABLE);
    int stale = random.nextInt(25) == 0 ? 1 : 0;
    return new Mutation(
        key,
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(document()),
        condition(key),
        new Mutation.RoutedBy(
            rule.map(RuleInForce::ruleVersion).orElse(1) + stale,
            rule.map(RuleInForce::homeEpoch).orElse(1)),
        new RowVersion.WrittenBy(1, 1),
        Optional.empty());
  }

  private Condition condition(StoredKey key) {
    List<Version> versions = model.versionsOf(key);
    int kind = random.nextInt(8);
    if (kind == 0) {
      return Condition.Absent.ABSENT;
    }
    return kind > 2 || versions.isEmpty()
        ? Condition.None.NONE
        : new Condition.IsVersion(
            versions.get(kind == 1 ? versions.size() - 1 : random.nextInt(versions.size())));
  }

  /** Overlaps the cursor, begins at it, or leaves a gap; holds some changes back. */
  private ChangeBatch batch() {
    OriginPartition origin =
        new OriginPartition(
            ORIGINS.get(random.nextInt(10) == 0 ? 2 : random.nextInt(2)), random.nextInt(2));
    Ledger ledger = model.ledger();
    long cursor = ledger.maps().cursors().getOrDefault(origin, Cursor.NONE).sequence();
    long from = Math.max(0, cursor + random.nextInt(-3, 2));
    long to = from + random.nextInt(5);
    List<Change> present = new ArrayList<>();
    for (long sequence = from + 1; sequence <= to; sequence++) {
      if (random.nextInt(6) > 0) {
        present.add(damagedAtTimes(made(origin, sequence)));
      }
    }
    long missing = to - from - present.size();
    long heldBack = missing == 0 ? 0 : random.nextLong(missing + 1);
    return new ChangeBatch(
        new ChangeBatch.Source(origin, 1, 2),
        new ChangeBatch.Interval(from, to, heldBack, missing - heldBack),
        false,
        around(ledger.time().last()),
        random.nextLong(from + 1),
        present);
  }

  private Change made(OriginPartition origin, long sequence) {
    List<Change> changes = elsewhere.computeIfAbsent(origin, none -> new ArrayList<>());
    while (changes.size() < sequence) {
      changes.add(change(origin.origin(), changes.size() + 1L));
    }
    return changes.get((int) sequence - 1);
  }

  private Change change(Origin origin, long sequence) {
    StoredKey key = random.nextInt(40) == 0 ? inOtherTable() : Entries.key(random.nextInt(ROWS));
    HlcTimestamp at = unusedBy(origin);
    boolean deleted = random.nextInt(4) == 0;
    RowVersion row =
        new RowVersion(
            new Version(1, new Stamp(at, origin)),
            deleted,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            deleted ? Bytes.EMPTY : document());
    return new Change(sequence, key, RecordCodec.encode(key, row));
  }

  /** A stamp names a version: no origin gives one twice. */
  private HlcTimestamp unusedBy(Origin origin) {
    HlcTimestamp at = around(model.ledger().time().last());
    while (!used.add(new Stamp(at, origin))) {
      at = at.next();
    }
    return at;
  }

  private Change damagedAtTimes(Change change) {
    if (random.nextInt(60) > 0) {
      return change;
    }
    byte[] record = change.record().toArray();
    record[random.nextInt(record.length)] ^= 4;
    return new Change(change.sequence(), change.key(), Bytes.wrap(record));
  }

  private HlcTimestamp around(HlcTimestamp time) {
    return new HlcTimestamp(Math.max(0, time.packed() + random.nextInt(-20, 6)));
  }

  private Bytes document() {
    return Entries.document(random.nextInt(1 << 16));
  }
}
