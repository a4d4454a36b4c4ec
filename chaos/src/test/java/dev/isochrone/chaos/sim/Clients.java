package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All clients, what they ask for, and what they were told. */
final class Clients {
  private static final int PER_REGION = 3;
  private static final int KEYS = 12;
  private static final int SHARED_KEYS = 4;

  /** In every key and every document of a bound row, and nowhere else. */
  private static final String BOUND_MARK = "bound-row";

  private static final String HEX_MARK =
      Bytes.wrap(BOUND_MARK.getBytes(StandardCharsets.UTF_8)).toHex();

  /**
   * A strong read that was answered.
   *
   * @param version empty: the row was never written
   */
  record Seen(StoredKey key, Optional<Version> version, long beganMillis, long endedMillis) {}

  private final World world;
  private final Stage stage;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Seen> reads = new ArrayList<>();
  private final SortedMap<StoredKey, Version> known = new TreeMap<>();
  private final SortedMap<StoredKey, CausalContext> seen = new TreeMap<>();
  private boolean open = true;
  private int atServers;

  Clients(World world) {
    this.world = world;
    this.stage = world.stage();
  }

  void start() {
    long session = 0;
    for (Territory region : world.regions()) {
      for (int i = 0; i < PER_REGION; i++) {
        new Client(world, this, region, i == 0 ? 0 : ++session).goOn();
      }
    }
  }

  /** Nothing new is asked for. */
  void stop() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  List<Operation> operations() {
    return operations;
  }

  List<Seen> reads() {
    return reads;
  }

  /** Whether everyone has a verdict, and no server owes one to anybody. */
  boolean allAnswered() {
    return atServers == 0 && operations.stream().noneMatch(it -> it.is(Operation.Verdict.OPEN));
  }

  void asked() {
    atServers++;
  }

  void answered() {
    atServers--;
  }

  void saw(Seen seen) {
    reads.add(seen);
  }

  /** A version of the row was seen; conditions are built on such. */
  void knows(StoredKey key, Version version) {
    known.merge(key, version, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  /** A row of siblings was read whole; writes that replace what they know are built on such. */
  void read(StoredKey key, CausalContext context) {
    seen.put(key, context);
  }

  /** Whether any byte of a bound row may be in there. */
  static boolean hasBoundBytes(Bytes bytes) {
    return bytes.toHex().contains(HEX_MARK);
  }

  StoredKey anyHomed(Territory home) {
    return key(home, anyTable(home), stage.random().nextInt(KEYS));
  }

  private int anyTable(Territory home) {
    return home.mayHold(Tables.BOUND) && stage.chance(30) ? Tables.BOUND : Tables.HOMED;
  }

  StoredKey anyShared() {
    int number = stage.random().nextInt(SHARED_KEYS);
    return StoredKey.row(
        stage.chance(50) ? Tables.LWW : Tables.VECTOR,
        new Slot(Slot.COUNT / SHARED_KEYS * number),
        KeyTuple.encode(Key.of(new KeyPart.Int64(number))));
  }

  /** Something to ask of a region. */
  Operation begin(Territory home) {
    Operation.Wish wish = stage.chance(50) ? homed(home) : shared();
    Operation operation = new Operation(operations.size(), wish, stage.millis());
    operations.add(operation);
    return operation;
  }

  private Operation.Wish shared() {
    StoredKey key = anyShared();
    CausalContext context = seen.get(key);
    return new Operation.Wish(
        List.of(key),
        stage.chance(15)
            ? Optional.empty()
            : Optional.of(document(operations.size(), key.tableId())),
        Condition.None.NONE,
        context != null && stage.chance(40) ? Optional.of(context) : Optional.empty());
  }

  private Operation.Wish homed(Territory home) {
    int number = stage.random().nextInt(KEYS);
    int table = anyTable(home);
    StoredKey key = key(home, table, number);
    int kind = stage.random().nextInt(100);
    Version newest = known.get(key);
    Optional<Bytes> document =
        kind < 15 ? Optional.empty() : Optional.of(document(operations.size(), table));
    if (kind >= 45 && kind < 60) {
      return new Operation.Wish(List.of(key), document, Condition.Absent.ABSENT);
    } else if (kind >= 60 && kind < 85 && newest != null) {
      return new Operation.Wish(List.of(key), document, new Condition.IsVersion(newest));
    }
    List<StoredKey> keys = new ArrayList<>(List.of(key));
    StoredKey other = key(home, table, (number + 1) % KEYS);
    boolean together =
        home.partition(other.slot().orElseThrow()) == home.partition(key.slot().orElseThrow());
    if (kind >= 35 && kind < 45 && together) {
      keys.add(other);
    }
    return new Operation.Wish(keys, document, Condition.None.NONE);
  }

  private static StoredKey key(Territory home, int table, int number) {
    return StoredKey.row(
        table,
        new Slot(Slot.COUNT / KEYS * number),
        KeyTuple.encode(
            Key.of(
                new KeyPart.Text(home.name().region().name() + mark(table)),
                new KeyPart.Int64(number))));
  }

  private static String mark(int table) {
    return table == Tables.BOUND ? BOUND_MARK : "";
  }

  private static Bytes document(int operation, int table) {
    try {
      return DocumentCodec.encode(
          Document.of(
              Map.of(
                  "operation", new Value.Int64(operation), "mark", new Value.Text(mark(table)))));
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }
}
