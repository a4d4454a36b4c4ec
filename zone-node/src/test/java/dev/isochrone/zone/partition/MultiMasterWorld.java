package dev.isochrone.zone.partition;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Regions with a partition each, whose outboxes are carried by hand, in any order and with any
 * delay, while clients write the same few rows of multi-master tables everywhere, blindly or with
 * what they read somewhere. It keeps what each writer had truly seen, as sets.
 */
final class MultiMasterWorld implements AutoCloseable {
  static final int LWW = 11;
  static final int VECTOR = 12;
  static final int ROWS = 2;

  private static final int SLICE_BYTES = 400;

  /** What a client read: the context, and what it stands for. */
  private record Read(StoredKey key, CausalContext context, Set<Stamp> seen) {}

  /** A write that was answered, and what its writer had seen, with all that is behind it. */
  record Acknowledged(StoredKey key, Stamp stamp, Set<Stamp> seen) {}

  private final RandomGenerator random;
  final List<Member> regions = new ArrayList<>();
  final Map<Stamp, Acknowledged> acknowledged = new HashMap<>();
  private final List<Read> reads = new ArrayList<>();

  MultiMasterWorld(RandomGenerator random, int regions) {
    this.random = random;
    for (int i = 0; i < regions; i++) {
      this.regions.add(new Member(i + 1, regions, 1_000L * (regions - i)));
    }
  }

  void step() {
    Member region = regions.get(random.nextInt(regions.size()));
    switch (random.nextInt(12)) {
      case 0, 1 -> read(region);
      case 2, 3, 4 -> write(region, anyKey(), Optional.empty());
      case 5, 6 -> {
        if (!reads.isEmpty()) {
          Read read = reads.get(random.nextInt(reads.size()));
          write(region, read.key(), Optional.of(read));
        }
      }
      case 7 -> {
        StoredKey key = anyKey();
        write(region, key, Optional.of(new Read(key, CausalContext.EMPTY, Set.of())));
      }
      case 8 -> region.trouble();
      default -> carry(regions.get(random.nextInt(regions.size())), region);
    }
  }

  /** Carries everything, until nobody owes anything. */
  void heal() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Member from : regions) {
        for (Member to : regions) {
          moved |= carry(from, to);
        }
      }
    }
  }

  private StoredKey anyKey() {
    return Entries.key(random.nextInt(3) == 0 ? VECTOR : LWW, random.nextInt(ROWS));
  }

  static List<StoredKey> keys() {
    return IntStream.range(0, ROWS)
        .boxed()
        .flatMap(id -> Stream.of(Entries.key(LWW, id), Entries.key(VECTOR, id)))
        .toList();
  }

  private void read(Member region) {
    StoredKey key = anyKey();
    region.row(key).ifPresent(row -> reads.add(new Read(key, row.context(), behind(row))));
  }

  private Set<Stamp> behind(SiblingSet row) {
    Set<Stamp> all = new HashSet<>(row.versions().keySet());
    for (Stamp stamp : row.versions().keySet()) {
      all.addAll(Objects.requireNonNull(acknowledged.get(stamp)).seen());
    }
    return all;
  }

  private void write(Member region, StoredKey key, Optional<Read> read) {
    Set<Stamp> blind = region.row(key).map(this::behind).orElse(Set.of());
    Mutation mutation =
        new Mutation(
            key,
            random.nextInt(5) == 0
                ? Optional.empty()
                : Optional.of(Entries.document(random.nextInt(1 << 16))),
            Condition.None.NONE,
            new Mutation.RoutedBy(1, 0),
            new RowVersion.WrittenBy(1, 1),
            read.map(Read::context));
    Reply reply = region.apply(new Command.Write(List.of(mutation)), HlcTimestamp.MIN);
    if (reply instanceof Reply.Written written) {
      Stamp stamp = written.version().stamp();
      acknowledged.put(stamp, new Acknowledged(key, stamp, read.map(Read::seen).orElse(blind)));
    }
  }

  private boolean carry(Member from, Member to) {
    if (from == to) {
      return false;
    }
    long cursor = to.cursor(from);
    OutboxSlice slice = from.store.outbox(cursor, random.nextInt(2) == 0 ? 1 : SLICE_BYTES);
    if (slice.to() == cursor) {
      return false;
    }
    ChangeBatch batch =
        new ChangeBatch(
            new ChangeBatch.Source(from.self(), 1, 1),
            ChangeBatch.Interval.whole(slice.from(), slice.to()),
            slice.endsInsideEntry(),
            HlcTimestamp.MIN,
            0,
            slice.changes());
    Reply reply = to.apply(new Command.Remote(batch), latest(slice.changes()));
    if (!(reply instanceof Reply.Received received) || received.cursor().sequence() != slice.to()) {
      throw new AssertionError(slice + " came to " + reply);
    }
    if (random.nextBoolean()) {
      from.apply(new Command.PeerAcked(to.self().origin(), slice.to()), HlcTimestamp.MIN);
    }
    return true;
  }

  private static HlcTimestamp latest(List<Change> changes) {
    HlcTimestamp latest = HlcTimestamp.MIN;
    for (Change change : changes) {
      try {
        latest = latest.max(change.subject().latest());
      } catch (FormatException damaged) {
        throw new AssertionError(damaged);
      }
    }
    return latest;
  }

  @Override
  public void close() {
    regions.forEach(region -> region.store.close());
  }

  /** One region's partition: a log, and what is built of it. */
  final class Member {
    private final PartitionIdentity identity;
    private final List<LogEntry> log = new ArrayList<>();
    private MemoryEngine disk = new MemoryEngine();
    private PartitionStore store = open(disk);
    private PartitionState state = new PartitionState(store);
    private long wallMillis;

    Member(int number, int regions, long wallMillis) {
      this.identity =
          new PartitionIdentity(
              new OriginPartition(new Origin(number), 0), 1, List.of(SlotRange.ALL));
      this.wallMillis = wallMillis;
      List<Origin> peers =
          IntStream.rangeClosed(1, regions)
              .filter(peer -> peer != number)
              .mapToObj(Origin::new)
              .toList();
      apply(new Command.Init(identity, peers), HlcTimestamp.MIN);
      apply(rule(LWW, ConflictPolicy.LWW), HlcTimestamp.MIN);
      apply(rule(VECTOR, ConflictPolicy.VECTOR), HlcTimestamp.MIN);
    }

    private static Command.Rule rule(int table, ConflictPolicy policy) {
      return new Command.Rule(RuleInForce.multiMaster(table, 1, 1, policy));
    }

    OriginPartition self() {
      return identity.self();
    }

    /** As a leader stamps: above its log, above what the command tells, not below its clock. */
    Reply apply(Command command, HlcTimestamp above) {
      wallMillis += random.nextInt(3);
      HlcTimestamp at =
          state.ledger().time().last().max(above).next().max(HlcTimestamp.of(wallMillis, 0));
      log.add(new LogEntry(at, at, List.of(command)));
      return replay().get(0);
    }

    private List<Reply> replay() {
      List<Reply> last = List.of();
      for (int i = (int) state.ledger().applied().index() + 1; i < log.size(); i++) {
        last = state.apply(new LogPosition(1, i), log.get(i));
      }
      return last;
    }

    /** A flush, or a crash, after which the log is applied again. */
    void trouble() {
      if (random.nextBoolean()) {
        store.flush().join();
        return;
      }
      store.abandon();
      disk = disk.reopened();
      store = open(disk);
      state = new PartitionState(store);
      replay();
    }

    long cursor(Member from) {
      return state.ledger().maps().cursors().getOrDefault(from.self(), Cursor.NONE).sequence();
    }

    /** What stands closed and told against what is owed: a change of ours is announced at once. */
    boolean hasAnnouncedAll() {
      return state.ledger().time().announced().sequence() == state.ledger().outbox().last();
    }

    Optional<SiblingSet> row(StoredKey key) {
      return store
          .newest(key)
          .map(
              row -> {
                try {
                  return SiblingCodec.decode(key, row.record());
                } catch (FormatException damaged) {
                  throw new AssertionError(damaged);
                }
              });
    }

    PartitionStore store() {
      return store;
    }

    /** The conflict log, whole. */
    Map<Stamp, ConflictRecord> conflicts() {
      Map<Stamp, ConflictRecord> records = new TreeMap<>();
      for (int table : new int[] {LWW, VECTOR}) {
        for (StoredConflict one : store.conflicts().list(table, Optional.empty(), 10_000)) {
          try {
            records.put(one.id().loser(), ConflictCodec.decode(one.id().key(), one.record()));
          } catch (FormatException damaged) {
            throw new AssertionError(damaged);
          }
        }
      }
      return records;
    }

    private static PartitionStore open(MemoryEngine disk) {
      return PartitionStore.open(
          disk,
          new StoreConfig(1L << 20, 2L << 20, Duration.ofSeconds(5)),
          () -> 0,
          "world",
          fault -> {
            throw new AssertionError(fault);
          });
    }
  }
}
