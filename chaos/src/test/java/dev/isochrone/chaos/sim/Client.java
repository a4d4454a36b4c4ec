package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.zone.partition.Command;
import dev.isochrone.zone.partition.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for one thing after the other. One that has a session sends a write whose outcome it does
 * not know again, under the same sequence.
 */
final class Client {
  private static final long THINK_MAX_MILLIS = 250;
  private static final long PATIENCE_MILLIS = 2_500;
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final World world;
  private final Stage stage;
  private final Clients all;
  private final Territory home;
  private final long session;
  private HlcTimestamp opened = HlcTimestamp.MIN;
  private long sequence;
  private int turn; // Counts what was begun: an answer to an earlier thing is not heard.

  /**
   * A client in a region.
   *
   * @param session its id; 0: without one
   */
  Client(World world, Clients all, Territory home, long session) {
    this.world = world;
    this.stage = world.stage();
    this.all = all;
    this.home = home;
    this.session = session;
  }

  /** Thinks, and acts. */
  void goOn() {
    int now = ++turn;
    stage.after(
        stage.between(1, THINK_MAX_MILLIS),
        () -> {
          if (all.isOpen() && now == turn) {
            act();
          }
        });
  }

  private void act() {
    Territory to =
        stage.chance(80) ? home : world.regions().get(stage.random().nextInt(world.size()));
    if (stage.chance(30)) {
      read(to, stage.chance(50) ? all.anyHomed(to) : all.anyShared());
      return;
    }
    Operation operation = all.begin(to);
    sequence++;
    attempt(operation, to, 1);
  }

  private void attempt(Operation operation, Territory to, int number) {
    int now = ++turn;
    Seat seat = seat(to, operation.wish().keys().get(0));
    if (!isLost()) {
      stage.after(delay(to), () -> arrives(operation, seat, to, number));
    }
    stage.after(
        PATIENCE_MILLIS,
        () -> {
          if (now == turn) {
            unknown(operation, to, number);
          }
        });
  }

  private void unknown(Operation operation, Territory to, int number) {
    if (session != 0 && number < ATTEMPTS_MAX) {
      stage.note(operation + " again");
      stage.count("repeated");
      attempt(operation, to, number + 1);
    } else {
      ends(operation, Operation.Verdict.UNKNOWN, Optional.empty());
    }
  }

  private void arrives(Operation operation, Seat seat, Territory to, int number) {
    if (!seat.up()) {
      if (stage.chance(50)) {
        Refusal unreachable = Refusal.of(RefusalCode.HOME_UNREACHABLE, "nobody is there");
        stage.after(delay(to), () -> answered(operation, Outcome.refused(unreachable), number));
      }
      return;
    }
    if (opened.equals(HlcTimestamp.MIN)) {
      opened = seat.machine().clock().now();
    }
    int life = seat.machine().life();
    all.asked();
    CompletableFuture<?> unused =
        seat.replica()
            .write(command(operation), TimeLimit.in(LIMIT, stage::nanos))
            .whenComplete(
                (outcome, failure) -> {
                  all.answered();
                  if (failure != null) {
                    stage.broken("the answer to a write", failure);
                  } else if (seat.machine().isIn(life) && !isLost()) {
                    stage.after(delay(to), () -> answered(operation, outcome, number));
                  }
                });
  }

  private void answered(Operation operation, Outcome<Version> outcome, int number) {
    if (!operation.is(Operation.Verdict.OPEN)) {
      return;
    }
    if (outcome instanceof Outcome.Done<Version> done) {
      ends(operation, Operation.Verdict.DONE, Optional.of(done.value()));
      return;
    }
    Refusal refusal = ((Outcome.Refused<Version>) outcome).refusal();
    stage.note(operation + " " + refusal.code());
    stage.count(refusal.code().name());
    refusal
        .current()
        .flatMap(Refusal.CurrentRow::version)
        .ifPresent(version -> all.knows(operation.wish().keys().get(0), version));
    boolean everUnknown = number > 1 || refusal.code() == RefusalCode.OUTCOME_UNKNOWN;
    if (!everUnknown || (session != 0 && refusal.code() == RefusalCode.CONDITION_FAILED)) {
      ends(operation, Operation.Verdict.REFUSED, Optional.empty());
    } else if (session == 0) {
      ends(operation, Operation.Verdict.UNKNOWN, Optional.empty());
    } // Else its patience goes on: only an answer of the session can tell.
  }

  private void ends(Operation operation, Operation.Verdict how, Optional<Version> version) {
    if (operation.ends(how, version.orElse(null), stage.millis())) {
      stage.note(operation.toString());
      if (operation.wish().isHomed()) {
        version.ifPresent(made -> operation.wish().keys().forEach(key -> all.knows(key, made)));
      }
      goOn();
    }
  }

  private void read(Territory to, StoredKey key) {
    Seat seat = seat(to, key);
    int now = ++turn;
    long began = stage.millis();
    Runnable end =
        () -> {
          if (now == turn) {
            goOn();
          }
        };
    stage.after(delay(to), () -> readAt(seat, key, began, end));
    stage.after(PATIENCE_MILLIS, end);
  }

  private void readAt(Seat seat, StoredKey key, long began, Runnable end) {
    if (!seat.up()) {
      return;
    }
    if (!Tables.isHomed(key.tableId())) {
      readSiblings(seat, key);
      stage.after(1, end);
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
                    all.saw(new Clients.Seen(key, newest(seat, key), began, stage.millis()));
                    stage.after(1, end);
                  }
                });
  }

  /** Any replica will do. */
  private void readSiblings(Seat seat, StoredKey key) {
    Outcome<Optional<SiblingSet>> row = seat.replica().siblingsLocal(key);
    if (row instanceof Outcome.Done<Optional<SiblingSet>> done) {
      done.value().ifPresent(siblings -> all.read(key, siblings.context()));
      if (done.value().isPresent() && !done.value().get().isSingle()) {
        stage.count("siblings");
      }
    } else {
      stage.broken(seat + " can't read a row", null);
    }
  }

  private Optional<Version> newest(Seat seat, StoredKey key) {
    Outcome<Optional<RowVersion>> row = seat.replica().readLocal(key);
    if (row instanceof Outcome.Done<Optional<RowVersion>> done) {
      done.value().ifPresent(version -> all.knows(key, version.version()));
      return done.value().map(RowVersion::version);
    }
    stage.broken(seat + " can't read a row", null);
    return Optional.empty();
  }

  /** Mostly the leader; sometimes somebody else, as a client's knowledge may be old. */
  private Seat seat(Territory to, StoredKey key) {
    Quorum quorum = to.partition(key.slot().orElseThrow());
    Optional<Seat> leader = stage.chance(85) ? quorum.leader() : Optional.empty();
    return leader.orElseGet(
        () -> quorum.seats().get(stage.random().nextInt(quorum.seats().size())));
  }

  private long delay(Territory to) {
    return to == home ? stage.between(1, 10) : stage.between(20, 150);
  }

  private boolean isLost() {
    return stage.chance(1);
  }

  private Command.Write command(Operation operation) {
    Operation.Wish wish = operation.wish();
    List<Mutation> mutations = new ArrayList<>();
    for (StoredKey key : wish.keys()) {
      mutations.add(
          new Mutation(
              key,
              wish.document(),
              mutations.isEmpty() ? wish.condition() : Condition.None.NONE,
              new Mutation.RoutedBy(1, wish.isHomed() ? 1 : 0),
              new RowVersion.WrittenBy(1, 1),
              wish.isHomed() ? Optional.empty() : world.ports().seen(wish, world.journal())));
    }
    return session == 0
        ? new Command.Write(mutations)
        : new Command.Write(
            Optional.of(new SessionStep(session, opened, sequence, sequence)), mutations);
  }
}
