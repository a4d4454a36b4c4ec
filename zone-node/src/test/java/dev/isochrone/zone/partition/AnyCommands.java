package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Commands of every kind, their fields from all over their range, whether they make sense or not.
 */
final class AnyCommands {
  private final RandomGenerator random;

  AnyCommands(RandomGenerator random) {
    this.random = random;
  }

  LogEntry entry() {
    List<Command> commands = Stream.generate(this::command).limit(random.nextInt(5)).toList();
    return new LogEntry(time(), time(), commands);
  }

  Command command() {
    return switch (random.nextInt(6)) {
      case 0 -> write();
      case 1 -> remote();
      case 2 -> new Command.PeerAcked(origin(), sequence());
      case 3 -> new Command.Rule(rule());
      case 4 -> new Command.Pause(origin(), random.nextBoolean());
      default -> init();
    };
  }

  private Command.Write write() {
    int n = 1 + random.nextInt(4);
    Optional<SessionStep> session =
        random.nextBoolean() ? Optional.of(session()) : Optional.empty();
    return new Command.Write(session, IntStream.range(0, n).mapToObj(this::mutation).toList());
  }

  private SessionStep session() {
    long lowest = Math.max(1, sequence() >>> 1);
    return new SessionStep(random.nextLong() | 1, time(), lowest + random.nextInt(3), lowest);
  }

  private Mutation mutation(int id) {
    return new Mutation(
        Entries.key(id * 1_000L + random.nextInt(1_000)),
        random.nextBoolean() ? Optional.of(document()) : Optional.empty(),
        condition(),
        new Mutation.RoutedBy(number(), number()),
        new RowVersion.WrittenBy(number(), number()),
        random.nextBoolean() ? Optional.of(context()) : Optional.empty());
  }

  private Condition condition() {
    return switch (random.nextInt(3)) {
      case 0 -> Condition.None.NONE;
      case 1 -> Condition.Absent.ABSENT;
      default -> new Condition.IsVersion(new Version(number(), new Stamp(time(), origin())));
    };
  }

  private CausalContext context() {
    Map<Origin, HlcTimestamp> upTo = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      upTo.put(origin(), time());
    }
    return new CausalContext(new TreeMap<>(upTo));
  }

  private Command.Remote remote() {
    long from = random.nextLong(1_000);
    List<Change> changes = new ArrayList<>();
    long sequence = from;
    for (int i = random.nextInt(4); i > 0; i--) {
      sequence += 1 + random.nextInt(3);
      StoredKey key = Entries.key(random.nextInt(1_000));
      changes.add(new Change(sequence, key, bytes(60))); // A record is bytes to this codec.
    }
    long missing = sequence - from - changes.size();
    long heldBack = missing == 0 ? 0 : random.nextLong(missing + 1);
    return new Command.Remote(
        new ChangeBatch(
            new ChangeBatch.Source(new OriginPartition(origin(), random.nextInt(4)), sequence(), 4),
            new ChangeBatch.Interval(from, sequence, heldBack, missing - heldBack),
            random.nextBoolean(),
            time(),
            sequence(),
            changes));
  }

  private RuleInForce rule() {
    TableLocality locality = oneOf(List.of(TableLocality.values()));
    return new RuleInForce(
        number(),
        number(),
        number(),
        locality,
        oneOf(List.of(Partitioning.values())),
        number(),
        locality.isHomed()
            ? Optional.empty()
            : Optional.of(oneOf(List.of(ConflictPolicy.values()))));
  }

  private Command.Init init() {
    int split = 1 + random.nextInt(1_000);
    List<SlotRange> slots =
        List.of(new SlotRange(0, split - 1), new SlotRange(split, split + random.nextInt(9_000)));
    List<Origin> peers = Stream.generate(this::origin).limit(random.nextInt(4)).toList();
    return new Command.Init(
        new PartitionIdentity(
            new OriginPartition(origin(), number()),
            sequence(),
            slots.subList(0, random.nextInt(3))),
        peers);
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Small ones and the greatest too. */
  private int number() {
    return random.nextInt() >>> (1 + random.nextInt(31));
  }

  private long sequence() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private HlcTimestamp time() {
    return new HlcTimestamp(sequence());
  }

  private Origin origin() {
    return new Origin(Math.max(1, number()));
  }

  /** Bytes to this codec, but never none: without a document it is no put. */
  private Bytes document() {
    return Bytes.wrap(new byte[1 + random.nextInt(40)]);
  }

  private Bytes bytes(int lengthMax) {
    byte[] content = new byte[random.nextInt(lengthMax + 1)];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }
}
