package dev.isochrone.chaos.sim;

import dev.isochrone.hlc.TimeLimit;
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
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.zone.partition.Command;
import dev.isochrone.zone.partition.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Whoever writes and reads, one thing after the other, in each region; and what they were told. */
final class Clients {
  private static final int CLIENTS = 3;
  private static final int KEYS = 12;
  private static final long THINK_MAX_MILLIS = 250;
  private static final long PATIENCE_MILLIS = 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(2);

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
  private boolean open = true;
  private int atServers;

  Clients(World world) {
    this.world = world;
    this.stage = world.stage();
  }

  void start() {
    for (Territory region : world.regions()) {
      for (int i = 0; i < CLIENTS; i++) {
        stage.after(stage.between(0, THINK_MAX_MILLIS), () -> act(region));
      }
    }
  }

  /** Nothing new is asked for. */
  void stop() {
    open = false;
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

  private void act(Territory from) {
    if (!open) {
      return;
    }
    Territory home =
        stage.chance(80) ? from : world.regions().get(stage.random().nextInt(world.size()));
    int number = stage.random().nextInt(KEYS);
    if (stage.chance(20)) {
      read(from, home, key(home, number));
    } else {
      write(from, home, number);
    }
  }

  private void goOn(Territory from) {
    stage.after(stage.between(1, THINK_MAX_MILLIS), () -> act(from));
  }

  private void write(Territory from, Territory home, int number) {
    Operation operation = new Operation(operations.size(), wish(home, number), stage.millis());
    operations.add(operation);
    Seat seat = seat(home, operation.wish().keys().get(0));
    long there = delay(from, home);
    if (!isLost()) {
      stage.after(there, () -> arrives(operation, seat, delay(home, from), from));
    }
    stage.after(
        PATIENCE_MILLIS, () -> ends(operation, Operation.Verdict.UNKNOWN, Optional.empty(), from));
  }

  private void arrives(Operation operation, Seat seat, long back, Territory from) {
    if (!seat.up()) {
      if (stage.chance(50)) {
        stage.after(back, () -> ends(operation, Operation.Verdict.REFUSED, Optional.empty(), from));
      }
      return;
    }
    int life = seat.machine().life();
    atServers++;
    CompletableFuture<?> unused =
        seat.replica()
            .write(command(operation.wish()), TimeLimit.in(LIMIT, stage::nanos))
            .whenComplete(
                (outcome, failure) -> {
                  atServers--;
                  if (failure != null) {
                    stage.broken("the answer to a write", failure);
                  } else if (seat.machine().isIn(life) && !isLost()) {
                    stage.after(back, () -> answered(operation, outcome, from));
                  }
                });
  }

  private void answered(Operation operation, Outcome<Version> outcome, Territory from) {
    if (outcome instanceof Outcome.Done<Version> done) {
      ends(operation, Operation.Verdict.DONE, Optional.of(done.value()), from);
      return;
    }
    Outcome.Refused<Version> refused = (Outcome.Refused<Version>) outcome;
    boolean unknown = refused.refusal().code() == RefusalCode.OUTCOME_UNKNOWN;
    refused
        .refusal()
        .current()
        .flatMap(current -> current.version())
        .ifPresent(version -> knows(operation.wish().keys().get(0), version));
    stage.note(operation + " " + refused.refusal().code());
    ends(
        operation,
        unknown ? Operation.Verdict.UNKNOWN : Operation.Verdict.REFUSED,
        Optional.empty(),
        from);
  }

  private void ends(
      Operation operation, Operation.Verdict how, Optional<Version> version, Territory from) {
    if (operation.ends(how, version.orElse(null), stage.millis())) {
      stage.note(operation.toString());
      version.ifPresent(made -> operation.wish().keys().forEach(key -> knows(key, made)));
      goOn(from);
    }
  }

  private void knows(StoredKey key, Version version) {
    known.merge(key, version, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private void read(Territory from, Territory home, StoredKey key) {
    Seat seat = seat(home, key);
    long began = stage.millis();
    boolean[] over = {false};
    Runnable end =
        () -> {
          if (!over[0]) {
            over[0] = true;
            goOn(from);
          }
        };
    stage.after(delay(from, home), () -> readAt(seat, key, began, end));
    stage.after(PATIENCE_MILLIS, end);
  }

  private void readAt(Seat seat, StoredKey key, long began, Runnable end) {
    if (!seat.up()) {
      return;
    }
    int life = seat.machine().life();
    CompletableFuture<?> unused =
        seat.replica()
            .confirm(Consistency.STRONG)
            .whenComplete(
                (refusal, failure) -> {
                  if (failure != null) {
                    stage.broken("the answer to a read", failure);
                  } else if (refusal.isEmpty() && seat.machine().isIn(life)) {
                    reads.add(new Seen(key, newest(seat, key), began, stage.millis()));
                    stage.after(1, end);
                  }
                });
  }

  private Optional<Version> newest(Seat seat, StoredKey key) {
    Outcome<Optional<RowVersion>> row = seat.replica().readLocal(key);
    if (row instanceof Outcome.Done<Optional<RowVersion>> done) {
      done.value().ifPresent(version -> knows(key, version.version()));
      return done.value().map(RowVersion::version);
    }
    stage.broken(seat + " can't read a row", null);
    return Optional.empty();
  }

  /** Mostly the leader; sometimes somebody else, as a client's knowledge may be old. */
  private Seat seat(Territory home, StoredKey key) {
    Quorum quorum = home.partition(key.slot().orElseThrow());
    Optional<Seat> leader = stage.chance(85) ? quorum.leader() : Optional.empty();
    return leader.orElseGet(
        () -> quorum.seats().get(stage.random().nextInt(quorum.seats().size())));
  }

  private long delay(Territory from, Territory to) {
    return from == to ? stage.between(1, 10) : stage.between(20, 150);
  }

  private boolean isLost() {
    return stage.chance(1);
  }

  // What is asked for.

  private Operation.Wish wish(Territory home, int number) {
    StoredKey key = key(home, number);
    int kind = stage.random().nextInt(100);
    Version seen = known.get(key);
    Optional<Bytes> document =
        kind < 15 ? Optional.empty() : Optional.of(document(operations.size()));
    if (kind >= 45 && kind < 60) {
      return new Operation.Wish(List.of(key), document, Condition.Absent.ABSENT);
    } else if (kind >= 60 && kind < 85 && seen != null) {
      return new Operation.Wish(List.of(key), document, new Condition.IsVersion(seen));
    }
    List<StoredKey> keys = new ArrayList<>(List.of(key));
    if (kind >= 35 && kind < 45) {
      StoredKey other = key(home, (number + 1) % KEYS);
      if (home.partition(other.slot().orElseThrow()) == home.partition(key.slot().orElseThrow())) {
        keys.add(other);
      }
    }
    return new Operation.Wish(keys, document, Condition.None.NONE);
  }

  private static StoredKey key(Territory home, int number) {
    return StoredKey.row(
        World.HOMED,
        new Slot(Slot.COUNT / KEYS * number),
        KeyTuple.encode(
            Key.of(new KeyPart.Text(home.name().region().name()), new KeyPart.Int64(number))));
  }

  private static Bytes document(int operation) {
    try {
      return DocumentCodec.encode(Document.of(Map.of("operation", new Value.Int64(operation))));
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private static Command.Write command(Operation.Wish wish) {
    List<Mutation> mutations = new ArrayList<>();
    for (StoredKey key : wish.keys()) {
      mutations.add(
          new Mutation(
              key,
              wish.document(),
              mutations.isEmpty() ? wish.condition() : Condition.None.NONE,
              new Mutation.RoutedBy(1, 1),
              new RowVersion.WrittenBy(1, 1),
              Optional.empty()));
    }
    return new Command.Write(mutations);
  }
}
