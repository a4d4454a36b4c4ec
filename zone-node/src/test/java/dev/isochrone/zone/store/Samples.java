package dev.isochrone.zone.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Rows, changes and ledgers for tests. */
public final class Samples {
  public static final Origin ORIGIN = new Origin(7);

  private Samples() {}

  public static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Keys of two tables, in several slots. */
  public static StoredKey key(int n) {
    Bytes tuple = Bytes.wrap(new byte[] {0x02, (byte) ('a' + n % 26), (byte) n, 0, 1});
    return StoredKey.row(1 + n % 2, new Slot(n % 3), tuple);
  }

  public static Version version(long n) {
    return new Version(1, new Stamp(new HlcTimestamp(n), ORIGIN));
  }

  /** A real record, of about as many bytes as said. */
  public static StoredRow row(StoredKey key, Version version, int payloadBytes) {
    RowVersion row =
        new RowVersion(
            version,
            false,
            new RowVersion.WrittenBy(1, 0),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            Bytes.wrap(new byte[payloadBytes]));
    return new StoredRow(version, RecordCodec.encode(key, row));
  }

  public static OutboxRecord change(long sequence, StoredKey key, StoredRow row, boolean last) {
    return new OutboxRecord(
        new Change(sequence, key, row.record()), row.version().stamp().at(), last);
  }

  public static Ledger ledger(long index, long last, long trimmed) {
    return new Ledger(
        new LogPosition(1, index),
        Optional.empty(),
        Ledger.Time.NONE,
        new Ledger.OutboxMarks(last, trimmed),
        new Digest(index, index),
        Ledger.Maps.EMPTY);
  }

  /** Any ledger at a position, with these ends of the outbox. */
  public static Ledger ledger(
      RandomGenerator random, LogPosition applied, Ledger.OutboxMarks outbox) {
    HlcTimestamp last = hlc(random);
    return new Ledger(
        applied,
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(identity(random)),
        new Ledger.Time(last, hlc(random), new Announced(outbox.last(), hlc(random))),
        outbox,
        new Digest(random.nextLong(), random.nextLong()),
        maps(random));
  }

  private static PartitionIdentity identity(RandomGenerator random) {
    List<SlotRange> slots =
        random.nextBoolean()
            ? List.of(SlotRange.ALL)
            : List.of(new SlotRange(0, 5), new SlotRange(9, 16_383));
    return new PartitionIdentity(
        new OriginPartition(origin(random), random.nextInt(9)), random.nextLong(99), slots);
  }

  private static Ledger.Maps maps(RandomGenerator random) {
    SortedMap<OriginPartition, Cursor> cursors = new TreeMap<>();
    SortedMap<Origin, PeerMark> peers = new TreeMap<>();
    SortedMap<Integer, RuleInForce> rules = new TreeMap<>();
    SortedMap<CountKey, Long> counts = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      cursors.put(
          new OriginPartition(origin(random), random.nextInt(3)),
          new Cursor(
              random.nextLong(1L << 62),
              hlc(random),
              random.nextLong(99),
              random.nextInt(9),
              random.nextLong(1L << 62)));
      peers.put(
          origin(random),
          new PeerMark(any(PeerMark.State.values(), random), i, random.nextBoolean()));
      int table = 1 + random.nextInt(4);
      TableLocality locality = any(TableLocality.values(), random);
      rules.put(
          table,
          new RuleInForce(
              table,
              random.nextInt(Integer.MAX_VALUE),
              random.nextInt(5),
              locality,
              any(Partitioning.values(), random),
              random.nextInt(3),
              locality.isHomed()
                  ? Optional.empty()
                  : Optional.of(any(ConflictPolicy.values(), random))));
      counts.put(new CountKey(table, origin(random)), random.nextLong(1L << 62));
    }
    return new Ledger.Maps(cursors, peers, rules, counts);
  }

  private static <T> T any(T[] values, RandomGenerator random) {
    return values[random.nextInt(values.length)];
  }

  private static Origin origin(RandomGenerator random) {
    return new Origin(random.nextInt(5) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(3));
  }

  private static HlcTimestamp hlc(RandomGenerator random) {
    return new HlcTimestamp(random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextLong(1L << 40));
  }
}
