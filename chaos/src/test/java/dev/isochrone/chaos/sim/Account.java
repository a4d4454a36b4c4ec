package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of every operation, by all changes that partitions ever made: a plain model beside
 * the clever one. Drawn when all is mended and drained.
 */
final class Account {
  private final World world;
  private final Stage stage;
  private final SortedMap<Bytes, Operation> byDocument = new TreeMap<>();
  private final SortedMap<StoredKey, SortedMap<Version, Operation>> deletes = new TreeMap<>();
  private final SortedMap<StoredKey, Integer> maybeDeletes = new TreeMap<>();
  private final SortedMap<StoredKey, List<Journal.Made>> history = new TreeMap<>();
  private final SortedMap<StoredKey, NavigableMap<Version, Operation>> writers = new TreeMap<>();
  private final SortedMap<Integer, SortedSet<StoredKey>> effects = new TreeMap<>();

  Account(World world) {
    this.world = world;
    this.stage = world.stage();
  }

  void draw() {
    world.clients().operations().forEach(this::enter);
    for (Territory region : world.regions()) {
      for (Quorum partition : region.partitions()) {
        world.journal().made(partition.self()).forEach(this::effect);
      }
    }
    world.clients().operations().forEach(this::tookEffectAsTold);
    writers.values().forEach(this::keepsRealTime);
    world.clients().reads().forEach(this::sawTheNewest);
    world.regions().forEach(region -> region.partitions().forEach(this::rows));
    new Losses(world, history).draw();
  }

  private void enter(Operation operation) {
    effects.put(operation.id(), new TreeSet<>());
    if (operation.wish().document().isPresent()) {
      byDocument.put(operation.wish().document().get(), operation);
      return;
    }
    for (StoredKey key : operation.wish().keys()) {
      if (operation.is(Operation.Verdict.DONE)) {
        deletes
            .computeIfAbsent(key, none -> new TreeMap<>())
            .put(operation.version().orElseThrow(), operation);
      } else if (operation.is(Operation.Verdict.UNKNOWN)) {
        maybeDeletes.merge(key, 1, Integer::sum);
      }
    }
  }

  private void effect(Journal.Made made) {
    if (made.row().isEmpty()) {
      return;
    }
    StoredKey key = made.change().key();
    RowVersion row = made.row().get();
    List<Journal.Made> before = history.computeIfAbsent(key, none -> new ArrayList<>());
    Operation operation = origin(key, row);
    if (operation != null) {
      stage.require(
          !operation.is(Operation.Verdict.REFUSED)
              && (!operation.is(Operation.Verdict.DONE)
                  || operation.version().equals(Optional.of(row.version())))
              && effectsOf(operation).add(key),
          () -> operation + " took effect as " + row.version());
      if (operation.wish().isHomed()) {
        stage.require(
            isMet(operation, key, before),
            () -> operation + " took effect, and its condition did not hold");
        writers.computeIfAbsent(key, none -> new TreeMap<>()).put(row.version(), operation);
      } else {
        stage.require(
            sawWhatItSays(operation, made, row),
            () -> operation + " says to have seen " + row.context());
      }
    }
    before.add(made);
  }

  /**
   * A context is the one that was given; of a blind write, it names what the partition had of its
   * row by then, and what the writers of that had seen.
   */
  private boolean sawWhatItSays(Operation operation, Journal.Made made, RowVersion row) {
    if (operation.wish().context().isPresent()) {
      return operation.wish().context().get().equals(row.context());
    }
    List<RowVersion> there = there(made, row);
    return row.context().upTo().entrySet().stream()
        .map(seen -> new Stamp(seen.getValue(), seen.getKey()))
        .allMatch(
            seen ->
                there.stream()
                    .anyMatch(
                        had -> had.version().stamp().equals(seen) || had.context().endsWith(seen)));
  }

  /** All versions of the row that had come to where this one was written. */
  private List<RowVersion> there(Journal.Made made, RowVersion row) {
    List<RowVersion> there = new ArrayList<>();
    for (Territory region : world.regions()) {
      for (Quorum partition : region.partitions()) {
        Ledger ledger = made.ledger();
        long upTo =
            region.origin().equals(row.version().stamp().origin())
                ? made.change().sequence() - 1
                : ledger.maps().cursors().getOrDefault(partition.self(), Cursor.NONE).sequence();
        for (Journal.Made other : world.journal().made(partition.self())) {
          if (other.change().sequence() <= upTo
              && other.change().key().equals(made.change().key())) {
            other.row().ifPresent(there::add);
          }
        }
      }
    }
    return there;
  }

  /** Null: one of the deletes whose outcome nobody knows. */
  private @Nullable Operation origin(StoredKey key, RowVersion row) {
    if (!row.tombstone()) {
      Operation operation = byDocument.get(row.payload());
      stage.require(operation != null, () -> "nobody wrote what is at " + row.version());
      return operation;
    }
    Operation known = deletes.getOrDefault(key, new TreeMap<>()).get(row.version());
    if (known == null) {
      int left = maybeDeletes.merge(key, -1, Integer::sum);
      stage.require(left >= 0, () -> "nobody deleted at " + row.version());
    }
    return known;
  }

  private static boolean isMet(Operation operation, StoredKey key, List<Journal.Made> before) {
    Condition condition = operation.wish().condition();
    if (condition == Condition.None.NONE || !operation.wish().keys().get(0).equals(key)) {
      return true;
    }
    Optional<Journal.Made> last =
        before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
    return condition instanceof Condition.IsVersion is
        ? last.isPresent() && version(last.get()).equals(is.version())
        : last.isEmpty() || last.get().row().orElseThrow().tombstone();
  }

  /** What is acknowledged happened, whole; what is unknown happened whole or not at all. */
  private void tookEffectAsTold(Operation operation) {
    int rows = effectsOf(operation).size();
    boolean all = rows == operation.wish().keys().size();
    boolean asTold =
        switch (operation.verdict()) {
          case DONE -> all;
          case REFUSED -> rows == 0;
          case UNKNOWN -> rows == 0 || all;
          case OPEN -> false;
        };
    stage.require(
        asTold, () -> operation + " changed " + rows + " rows of " + operation.wish().keys());
  }

  private SortedSet<StoredKey> effectsOf(Operation operation) {
    return effects.getOrDefault(operation.id(), new TreeSet<>());
  }

  /** What was done before another began has the lesser version. */
  private void keepsRealTime(NavigableMap<Version, Operation> byVersion) {
    long firstEnd = Long.MAX_VALUE;
    for (Operation operation : byVersion.descendingMap().values()) {
      stage.require(
          operation.beganMillis() <= firstEnd,
          () -> operation + " has a version below one that was done before it began");
      firstEnd = Math.min(firstEnd, operation.endedMillis());
    }
  }

  /** A strong read misses nothing that was done before it began, and sees nothing of later. */
  private void sawTheNewest(Clients.Seen seen) {
    NavigableMap<Version, Operation> byVersion = writers.getOrDefault(seen.key(), new TreeMap<>());
    for (Map.Entry<Version, Operation> write : byVersion.entrySet()) {
      boolean shown =
          seen.version().isPresent() && seen.version().get().compareTo(write.getKey()) >= 0;
      if (!shown) {
        stage.require(
            write.getValue().endedMillis() >= seen.beganMillis(),
            () -> "a strong read of " + seen.version() + " missed " + write.getValue());
      }
    }
    seen.version()
        .map(byVersion::get)
        .ifPresent(
            operation ->
                stage.require(
                    operation.beganMillis() <= seen.endedMillis(),
                    () -> "a strong read saw the future " + operation));
  }

  /** Each replica has of each row what its versions come to, if it is its own to hold. */
  private void rows(Quorum partition) {
    SortedMap<StoredKey, Bytes> expected = new TreeMap<>();
    history.forEach(
        (key, all) -> {
          if (partition.holds(key.slot().orElseThrow().number())
              && partition.region().mayHold(key.tableId())) {
            expected.put(key, record(key, all));
          }
        });
    for (Seat seat : partition.seats()) {
      SortedMap<StoredKey, Bytes> found = new TreeMap<>();
      try (StoreSnapshot snapshot = seat.replica().store().snapshot()) {
        for (int table : Tables.ALL) {
          snapshot
              .rows(StoredKeyRange.table(table))
              .forEachRemaining(row -> found.put(row.key(), row.row().record()));
        }
      }
      stage.require(
          found.equals(expected),
          () -> seat + " has other rows than were written: " + different(found, expected));
    }
  }

  private static SortedSet<StoredKey> different(
      SortedMap<StoredKey, Bytes> found, SortedMap<StoredKey, Bytes> expected) {
    SortedSet<StoredKey> keys = new TreeSet<>(found.keySet());
    keys.addAll(expected.keySet());
    keys.removeIf(key -> Objects.equals(found.get(key), expected.get(key)));
    return keys;
  }

  private static Bytes record(StoredKey key, List<Journal.Made> all) {
    Journal.Made newest = all.get(0);
    for (Journal.Made made : all) {
      newest = version(made).compareTo(version(newest)) > 0 ? made : newest;
    }
    return switch (key.tableId()) {
      case Tables.HOMED, Tables.BOUND -> newest.change().record();
      case Tables.LWW -> SiblingCodec.encode(key, SiblingSet.of(newest.row().orElseThrow()));
      case Tables.VECTOR -> SiblingCodec.encode(key, SiblingSet.of(uncovered(all)));
      default -> throw new AssertionError(key.tableId());
    };
  }

  /** Those that no writer of another has seen. */
  private static List<RowVersion> uncovered(List<Journal.Made> all) {
    List<RowVersion> versions = all.stream().map(made -> made.row().orElseThrow()).toList();
    return versions.stream()
        .filter(
            version ->
                versions.stream()
                    .noneMatch(other -> other.context().covers(version.version().stamp())))
        .toList();
  }

  private static Version version(Journal.Made made) {
    return made.row().orElseThrow().version();
  }
}
