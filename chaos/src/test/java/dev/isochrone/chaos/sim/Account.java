package dev.isochrone.chaos.sim;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.request.Condition;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
  private final SortedMap<StoredKey, SortedMap<Version, Operation>> writers = new TreeMap<>();
  private final Map<Operation, SortedSet<StoredKey>> effects = new java.util.IdentityHashMap<>();

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
    writers.forEach(this::keepsRealTime);
    world.clients().reads().forEach(this::sawTheNewest);
    world.regions().forEach(region -> region.partitions().forEach(this::rows));
  }

  private void enter(Operation operation) {
    effects.put(operation, new TreeSet<>());
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
    StoredKey key = made.change().key();
    List<Journal.Made> before = history.computeIfAbsent(key, none -> new ArrayList<>());
    Operation operation = origin(made);
    if (operation != null) {
      Version version = made.row().version();
      stage.require(
          !operation.is(Operation.Verdict.REFUSED)
              && (!operation.is(Operation.Verdict.DONE)
                  || operation.version().equals(Optional.of(version)))
              && effectsOf(operation).add(key),
          operation + " took effect as " + version);
      stage.require(
          isMet(operation, key, before),
          operation + " took effect, and its condition did not hold");
      writers.computeIfAbsent(key, none -> new TreeMap<>()).put(version, operation);
    }
    before.add(made);
  }

  /** Null: one of the deletes whose outcome nobody knows. */
  private @Nullable Operation origin(Journal.Made made) {
    StoredKey key = made.change().key();
    if (!made.row().tombstone()) {
      Operation operation = byDocument.get(made.row().payload());
      stage.require(operation != null, "nobody wrote what is at " + made.row().version());
      return operation;
    }
    Operation known = deletes.getOrDefault(key, new TreeMap<>()).get(made.row().version());
    if (known == null) {
      int left = maybeDeletes.merge(key, -1, Integer::sum);
      stage.require(left >= 0, "nobody deleted at " + made.row().version());
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
        ? last.isPresent() && last.get().row().version().equals(is.version())
        : last.isEmpty() || last.get().row().tombstone();
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
    stage.require(asTold, operation + " changed " + rows + " rows of " + operation.wish().keys());
  }

  private SortedSet<StoredKey> effectsOf(Operation operation) {
    return effects.getOrDefault(operation, new TreeSet<>());
  }

  /** What was done before another began has the lesser version. */
  private void keepsRealTime(StoredKey key, SortedMap<Version, Operation> byVersion) {
    List<Operation> descending = new ArrayList<>(byVersion.values());
    long firstEnd = Long.MAX_VALUE;
    for (int i = descending.size() - 1; i >= 0; i--) {
      Operation operation = descending.get(i);
      stage.require(
          operation.beganMillis() <= firstEnd,
          operation + " has a version below one that was done before it began");
      firstEnd = Math.min(firstEnd, operation.endedMillis());
    }
  }

  /** A strong read misses nothing that was done before it began, and sees nothing of later. */
  private void sawTheNewest(Clients.Seen seen) {
    SortedMap<Version, Operation> byVersion = writers.getOrDefault(seen.key(), new TreeMap<>());
    for (Map.Entry<Version, Operation> write : byVersion.entrySet()) {
      boolean shown =
          seen.version().isPresent() && seen.version().get().compareTo(write.getKey()) >= 0;
      if (!shown) {
        stage.require(
            write.getValue().endedMillis() >= seen.beganMillis(),
            "a strong read of " + seen.version() + " missed " + write.getValue());
      }
    }
    seen.version()
        .map(byVersion::get)
        .ifPresent(
            operation ->
                stage.require(
                    operation.beganMillis() <= seen.endedMillis(),
                    "a strong read saw the future " + operation));
  }

  /** Each replica has the newest version of each row that is its own to hold, and nothing else. */
  private void rows(Quorum partition) {
    SortedMap<StoredKey, Bytes> expected = new TreeMap<>();
    history.forEach(
        (key, all) -> {
          if (partition.holds(key.slot().orElseThrow().number())) {
            expected.put(key, newest(all));
          }
        });
    for (Seat seat : partition.seats()) {
      SortedMap<StoredKey, Bytes> found = new TreeMap<>();
      try (StoreSnapshot snapshot = seat.replica().store().snapshot()) {
        for (Iterator<KeyedRow> rows = snapshot.rows(StoredKeyRange.table(World.HOMED));
            rows.hasNext(); ) {
          KeyedRow row = rows.next();
          found.put(row.key(), row.row().record());
        }
      }
      stage.require(found.equals(expected), seat + " has other rows than were written");
    }
  }

  private static Bytes newest(List<Journal.Made> all) {
    Journal.Made newest = all.get(0);
    for (Journal.Made made : all) {
      if (made.row().version().compareTo(newest.row().version()) > 0) {
        newest = made;
      }
    }
    return newest.change().record();
  }
}
