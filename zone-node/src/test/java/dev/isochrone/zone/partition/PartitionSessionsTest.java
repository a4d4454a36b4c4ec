package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Writes in sessions, repeated in every way, on a replica that never stops and on one that is
 * flushed, crashes, restarts and is installed anew: both say what a model says that forgets
 * nothing.
 */
class PartitionSessionsTest {
  private static final int ENTRIES = 80;
  private static final long IDLE_MILLIS = 600_000;

  @ForSeeds(150)
  void writesInSessions_takeEffectOnce_whateverHappensToAReplica(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Model model = new Model();
    Clients clients = new Clients(random);
    List<LogEntry> log = new ArrayList<>(List.of(Entries.entry(1, Entries.INIT, Entries.RULE)));
    Replica steady = new Replica();
    Replica troubled = new Replica();
    steady.apply(log, 0);
    troubled.apply(log, 0);

    for (int i = 1; i < ENTRIES; i++) {
      LogEntry entry = clients.next();
      log.add(entry);
      List<PartitionModel.Result> expected = model.apply(entry);

      assertThat(steady.apply(log, i)).as("entry %d", i).isEqualTo(expected);
      assertThat(troubled.apply(log, i)).as("entry %d, troubled", i).isEqualTo(expected);
      switch (random.nextInt(10)) {
        case 0, 1 -> troubled.store.flush().join();
        case 2 -> troubled.crash(log);
        case 3 -> troubled.restart(log);
        case 4 -> troubled.reinstall(log);
        default -> {
          // Nothing happens to it this time.
        }
      }
    }

    assertThat(model.repeated).as("repeats that were answered").isPositive();
    assertThat(troubled.state.ledger()).isEqualTo(steady.state.ledger());
    assertThat(troubled.content()).isEqualTo(steady.content());
    steady.store.close();
    troubled.store.close();
  }

  @Test
  void conditionThatFailed_failsAgain_whateverTheRowIsNow_andShowsThat() {
    Replica replica = new Replica();
    List<LogEntry> log = new ArrayList<>(List.of(Entries.entry(1, Entries.INIT, Entries.RULE)));
    SessionStep step = new SessionStep(5, Entries.at(1), 1, 1);
    Command.Write ifAbsent =
        Entries.write(step, Entries.put(2, 2), Entries.putIf(1, 9, Condition.Absent.ABSENT));
    log.add(Entries.entry(10, Entries.write(Entries.put(1, 1)), ifAbsent));
    log.add(Entries.entry(20, Entries.write(Entries.delete(1))));
    log.add(Entries.entry(30, ifAbsent));

    replica.apply(log, 0);
    replica.apply(log, 1);
    replica.apply(log, 2);
    Reply.Refused again = (Reply.Refused) replica.replies(log, 3).get(0);

    assertThat(again.refusal().code()).isEqualTo(RefusalCode.CONDITION_FAILED);
    Reply.Found found = again.found().orElseThrow();
    assertThat(found.mutation()).isEqualTo(1);
    assertThat(found.key()).isEqualTo(Entries.key(1));
    assertThat(found.newest().orElseThrow().version()).isEqualTo(Entries.version(20, Entries.HERE));
    assertThat(replica.store.newest(Entries.key(2))).isEmpty();
    replica.store.close();
  }

  @Test
  void writeRefusedForNow_isFreshWhenItComesAgain() {
    Replica replica = new Replica();
    SessionStep step = new SessionStep(5, Entries.at(1), 1, 1);
    List<LogEntry> log = new ArrayList<>(List.of(Entries.entry(1, Entries.INIT, Entries.RULE)));
    log.add(Entries.entry(10, Entries.write(step, Entries.routedBy(1, 2, 1))));
    log.add(Entries.entry(10, Entries.write(step, Entries.routedBy(1, 1, 1)))); // Too late.
    log.add(Entries.entry(30, Entries.write(step, Entries.routedBy(1, 1, 1))));
    log.add(Entries.entry(40, Entries.write(step, Entries.routedBy(1, 9, 9))));

    replica.apply(log, 0);

    assertThat(replica.apply(log, 1))
        .containsExactly(PartitionModel.Result.refused(RefusalCode.RULE_CHANGED));
    assertThat(replica.apply(log, 2))
        .containsExactly(PartitionModel.Result.refused(RefusalCode.WROTE_TOO_LATE));
    Reply written = new Reply.Written(Entries.version(30, Entries.HERE));
    assertThat(replica.replies(log, 3)).containsExactly(written);
    assertThat(replica.replies(log, 4)).containsExactly(written); // Routing is no part of a body.
    replica.store.close();
  }

  /** What clients send: new requests, and old ones as they were, changed, or long forgotten. */
  private static final class Clients {
    private final RandomGenerator random;
    private final List<Command.Write> sent = new ArrayList<>();
    private final Map<Long, Long> sequences = new HashMap<>();
    private long millis = 10;

    Clients(RandomGenerator random) {
      this.random = random;
    }

    LogEntry next() {
      millis +=
          random.nextInt(12) == 0 ? random.nextLong(IDLE_MILLIS * 5 / 4) : 1 + random.nextInt(9);
      long at = random.nextInt(15) == 0 ? Math.max(1, millis - 20) : millis;
      List<Command> commands = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        boolean repeats = !sent.isEmpty() && random.nextInt(3) > 0;
        Command.Write write = repeats ? again() : fresh();
        sent.add(write);
        commands.add(write);
      }
      return Entries.entry(at, commands.toArray(new Command[0]));
    }

    private Command.Write again() {
      int back = Math.min(sent.size(), random.nextInt(4) == 0 ? sent.size() : 12);
      Command.Write old = sent.get(sent.size() - 1 - random.nextInt(back));
      if (random.nextInt(6) > 0) {
        return old;
      }
      return new Command.Write(
          old.session(),
          random.nextBoolean()
              ? List.of(mutation(), Entries.put(90, 1))
              : old.mutations().stream().map(this::readAnew).toList());
    }

    /** The same, by a writer who has seen something else. */
    private Mutation readAnew(Mutation mutation) {
      Stamp seen = new Stamp(Entries.at(1 + random.nextInt(2)), Entries.THERE);
      return new Mutation(
          mutation.key(),
          mutation.document(),
          mutation.condition(),
          mutation.routedBy(),
          mutation.writtenBy(),
          Optional.of(
              random.nextInt(3) == 0 ? CausalContext.EMPTY : CausalContext.EMPTY.with(seen)));
    }

    private Command.Write fresh() {
      long opened = Math.max(0, millis - random.nextLong(30_000) + 300);
      long id = random.nextInt(8) == 0 ? random.nextLong() | 1 : 1 + random.nextInt(4);
      if (id <= 4 && id > 0) {
        long era = millis / (2 * IDLE_MILLIS); // Opened anew now and then, under another id.
        opened = era * 2 * IDLE_MILLIS;
        id += era * 10;
      }
      long sequence = sequences.merge(id, 1L, Long::sum) + (random.nextInt(5) == 0 ? 1 : 0);
      long lowest = Math.max(1, sequence - random.nextInt(8));
      SessionStep step = new SessionStep(id, Entries.at(opened), sequence, lowest);
      return random.nextInt(10) == 0
          ? new Command.Write(List.of(mutation()))
          : new Command.Write(Optional.of(step), List.of(mutation()));
    }

    private Mutation mutation() {
      long row = random.nextInt(4);
      return switch (random.nextInt(6)) {
        case 0 -> Entries.putIf(row, random.nextInt(99), Condition.Absent.ABSENT);
        case 1 -> Entries.delete(row);
        case 2 -> Entries.routedBy(row, 2, 1);
        default -> Entries.put(row, random.nextInt(99));
      };
    }
  }

  /** Every answer ever given, by session and sequence; what it may tell of them, by the rules. */
  private static final class Model {
    private record Given(List<Object> body, PartitionModel.Result result) {}

    private static final class Past {
      final long opened;
      long lastUse;
      long floor = 1;
      final Map<Long, Given> given = new HashMap<>();

      Past(long opened) {
        this.opened = opened;
      }

      boolean isOver(long now) {
        return now - Math.max(lastUse, opened) > IDLE_MILLIS;
      }
    }

    private final Map<Long, Past> sessions = new HashMap<>();
    private final Map<StoredKey, Boolean> live = new HashMap<>();
    private HlcTimestamp last = Entries.at(1);
    private int repeated;

    List<PartitionModel.Result> apply(LogEntry entry) {
      if (!entry.at().isAfter(last)) {
        return entry.commands().stream()
            .map(command -> PartitionModel.Result.refused(RefusalCode.WROTE_TOO_LATE))
            .toList();
      }
      last = entry.end();
      List<PartitionModel.Result> results = new ArrayList<>();
      for (int i = 0; i < entry.commands().size(); i++) {
        Command.Write write = (Command.Write) entry.commands().get(i);
        results.add(
            write.session().isEmpty()
                ? carryOut(write, entry.at().plus(i))
                : inSession(write, write.session().get(), entry, i));
      }
      return results;
    }

    private PartitionModel.Result inSession(
        Command.Write write, SessionStep step, LogEntry entry, int i) {
      long now = entry.at().millis();
      Past past = sessions.get(step.session());
      if (past != null && past.isOver(now)) {
        past = null;
      }
      if (past == null) {
        if (now - step.opened().millis() > IDLE_MILLIS) {
          return PartitionModel.Result.refused(RefusalCode.SESSION_EXPIRED);
        }
        past = new Past(step.opened().millis());
        sessions.put(step.session(), past);
      }
      if (past.opened != step.opened().millis()) {
        return PartitionModel.Result.refused(RefusalCode.INVALID_REQUEST);
      }
      past.lastUse = now;
      past.floor = Math.max(past.floor, step.lowestUnanswered());
      if (step.sequence() < past.floor) {
        return PartitionModel.Result.refused(RefusalCode.ANSWER_FORGOTTEN);
      }
      Given given = past.given.get(step.sequence());
      List<Object> body = body(write);
      if (given != null) {
        repeated++;
        return given.body().equals(body)
            ? given.result()
            : PartitionModel.Result.refused(RefusalCode.SEQUENCE_REUSED);
      }
      PartitionModel.Result result = carryOut(write, entry.at().plus(i));
      if (!result.refusal().equals(Optional.of(RefusalCode.RULE_CHANGED))) {
        past.given.put(step.sequence(), new Given(body, result));
      }
      return result;
    }

    private static List<Object> body(Command.Write write) {
      List<Object> body = new ArrayList<>();
      for (Mutation mutation : write.mutations()) {
        body.add(
            List.of(mutation.key(), mutation.document(), mutation.condition(), mutation.context()));
      }
      return body;
    }

    private PartitionModel.Result carryOut(Command.Write write, HlcTimestamp at) {
      for (Mutation mutation : write.mutations()) {
        if (mutation.routedBy().ruleVersion() != 1) {
          return PartitionModel.Result.refused(RefusalCode.RULE_CHANGED);
        }
        if (mutation.condition() == Condition.Absent.ABSENT
            && live.getOrDefault(mutation.key(), false)) {
          return PartitionModel.Result.refused(RefusalCode.CONDITION_FAILED);
        }
      }
      for (Mutation mutation : write.mutations()) {
        live.put(mutation.key(), mutation.document().isPresent());
      }
      return PartitionModel.Result.of(
          new Reply.Written(new Version(1, new Stamp(at, Entries.HERE))));
    }
  }

  /** A state over a store over a disk; all of it but the disk may be lost. */
  private static final class Replica {
    private MemoryEngine disk = new MemoryEngine();
    private PartitionStore store = open(disk);
    private PartitionState state = new PartitionState(store);

    List<Reply> replies(List<LogEntry> log, int i) {
      return state.apply(new LogPosition(1, i), log.get(i));
    }

    List<PartitionModel.Result> apply(List<LogEntry> log, int i) {
      return replies(log, i).stream().map(PartitionModel.Result::of).toList();
    }

    void crash(List<LogEntry> log) {
      store.abandon();
      reopen(log);
    }

    void restart(List<LogEntry> log) {
      store.close();
      reopen(log);
    }

    private void reopen(List<LogEntry> log) {
      disk = disk.reopened();
      store = open(disk);
      state = new PartitionState(store);
      replay(log);
    }

    void reinstall(List<LogEntry> log) throws IOException {
      MemoryEngine fresh = new MemoryEngine();
      PartitionStore next = open(fresh);
      PartitionState nextState = new PartitionState(next);
      try (StateSource source = store.export();
          InputStream in = source.open()) {
        nextState.restart(next.install(in));
      }
      store.abandon();
      disk = fresh;
      store = next;
      state = nextState;
      replay(log);
    }

    private void replay(List<LogEntry> log) {
      for (int i = (int) state.ledger().applied().index() + 1; i < log.size(); i++) {
        apply(log, i);
      }
    }

    /** All that would be on the disk if everything were flushed. */
    List<String> content() {
      store.flush().join();
      List<String> lines = new ArrayList<>();
      try (KvSnapshot snapshot = disk.snapshot()) {
        for (Space space : Space.values()) {
          snapshot
              .from(space, Bytes.EMPTY)
              .forEachRemaining((KvEntry entry) -> lines.add(line(space, entry)));
        }
      }
      return lines;
    }

    private static String line(Space space, KvEntry entry) {
      return space + " " + entry.key().toHex() + " " + entry.value().toHex();
    }

    private static PartitionStore open(MemoryEngine disk) {
      return PartitionStore.open(
          disk,
          new StoreConfig(1L << 20, 2L << 20, Duration.ofSeconds(5)),
          () -> 0,
          "sessions",
          fault -> {
            throw new AssertionError(fault);
          });
    }
  }
}
