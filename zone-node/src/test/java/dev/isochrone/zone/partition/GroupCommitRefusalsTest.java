package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Group commit before a log that takes, refuses and loses entries: no refusal is lost, none is
 * given to a write that was proposed, and those of one turn leave as one message.
 */
class GroupCommitRefusalsTest {
  private static final int QUEUED_MAX = 6;
  private static final long NEVER = Long.MAX_VALUE;
  private static final ProposeOutcome APPLIED = new ProposeOutcome.Applied(new LogPosition(1, 1));
  private static final ProposeOutcome LOST = new ProposeOutcome.Unknown("lost");

  /** An entry that the log has, and the numbers of its writes. */
  private record Proposed(
      Batch batch, List<Integer> writes, CompletableFuture<ProposeOutcome> outcome) {}

  private final Burst burst = new Burst();
  private final GroupCommit commit =
      new GroupCommit(
          new GroupCommit.Limits(2, QUEUED_MAX, 1 << 20, 4, 1 << 20), this::propose, burst);
  private long nanos;
  private boolean refusing;

  private final List<Proposed> inFlight = new ArrayList<>();
  private final List<Integer> proposed = new ArrayList<>();

  /** When the time of each write is over, by its number. */
  private final List<Long> ends = new ArrayList<>();

  /** What became of the entries of settled writes; empty: applied. */
  private final Map<Integer, Optional<RefusalCode>> fates = new HashMap<>();

  private final Map<Integer, Optional<RefusalCode>> told = new HashMap<>();
  private final Runnable message = this::leave;
  private int messages;

  @Test
  void lateInOneTurn_areRefusedInOneMessage() {
    submit(2, NEVER);
    submit(4, 10);
    nanos = 10;

    settle(0, LOST);

    assertThat(told).containsOnlyKeys(0, 2, 3, 4, 5);
    assertThat(messages).isEqualTo(2); // Of the lost one, and of those that were late.
  }

  @Test
  void refusedWithTheirEntry_areRefusedInOneMessage() {
    submit(6, NEVER);
    settle(0, LOST);
    messages = 0;

    settle(1, refused());

    assertThat(told).containsOnlyKeys(0, 2, 3, 4, 5);
    assertThat(messages).isEqualTo(1);
  }

  /** A leader that was deposed refuses entry after entry, all in one turn. */
  @Test
  void refusedEntryAfterEntry_areRefusedInOneMessage() {
    submit(2 + QUEUED_MAX, NEVER);
    refusing = true;

    settle(0, LOST);

    assertThat(told).hasSize(1 + QUEUED_MAX);
    assertThat(messages).isEqualTo(2);
  }

  @ForSeeds
  void everyWrite_isToldOnce_andWhatBecameOfIt(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int step = 0; step < 200; step++) {
      messages = 0;
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          int writes = random.nextInt(1, QUEUED_MAX);
          long end = random.nextBoolean() ? NEVER : nanos + random.nextInt(4);
          burst.during(() -> submit(writes, end));
        }
        case 2 -> nanos += random.nextInt(4);
        case 3 -> refusing = random.nextInt(4) == 0;
        case 4 -> commit.close();
        default -> settleAny(random);
      }
      assertThat(messages).isLessThanOrEqualTo(2); // Of what began the step, and of one turn.
      int inTheLog = proposed.size() - fates.size();
      assertThat(ends.size() - told.size() - inTheLog).isBetween(0, QUEUED_MAX);
    }
    while (!inFlight.isEmpty()) {
      settleAny(random);
    }

    assertThat(told).hasSameSizeAs(ends);
    assertThat(proposed).doesNotHaveDuplicates().isSorted();
    told.forEach(
        (write, code) -> {
          if (proposed.contains(write)) {
            assertThat(code).isEqualTo(fates.get(write));
          } else {
            assertThat(code.orElseThrow())
                .isIn(RefusalCode.DEADLINE_PASSED, RefusalCode.OVERLOADED);
          }
        });
  }

  private void submit(int writes, long end) {
    for (int i = 0; i < writes; i++) {
      int number = ends.size();
      ends.add(end);
      CompletableFuture<Void> unused =
          commit
              .submit(command(number), new TimeLimit(() -> nanos, end))
              .thenAccept(reply -> tell(number, reply));
    }
  }

  /** As a caller's stream takes an answer. */
  private void tell(int write, Reply reply) {
    Optional<RefusalCode> code =
        reply instanceof Reply.Refused refused
            ? Optional.of(refused.refusal().code())
            : Optional.empty();
    assertThat(told.put(write, code)).isNull();
    boolean late = code.equals(Optional.of(RefusalCode.DEADLINE_PASSED));
    assertThat(late && ends.get(write) > nanos).isFalse();
    burst.atEnd(message);
  }

  private void leave() {
    messages++;
  }

  private CompletableFuture<ProposeOutcome> propose(Batch batch) {
    List<Integer> writes = batch.commands().stream().map(GroupCommitRefusalsTest::number).toList();
    proposed.addAll(writes);
    Proposed entry = new Proposed(batch, writes, new CompletableFuture<>());
    if (refusing) {
      settle(entry, refused());
    } else {
      inFlight.add(entry);
    }
    return entry.outcome();
  }

  private void settleAny(RandomGenerator random) {
    if (!inFlight.isEmpty()) {
      List<ProposeOutcome> outcomes = List.of(APPLIED, LOST, refused());
      settle(random.nextInt(inFlight.size()), outcomes.get(random.nextInt(outcomes.size())));
    }
  }

  private void settle(int place, ProposeOutcome outcome) {
    settle(inFlight.remove(place), outcome);
  }

  /** As the log does it: what was applied is answered in a burst, and then its proposer is told. */
  private void settle(Proposed entry, ProposeOutcome outcome) {
    Optional<RefusalCode> fate = Optional.empty();
    if (outcome instanceof ProposeOutcome.Applied) {
      List<Reply> replies = Collections.nCopies(entry.writes().size(), Reply.Noted.NOTED);
      burst.during(() -> entry.batch().answer(replies));
    } else {
      fate =
          Optional.of(outcome.equals(LOST) ? RefusalCode.OUTCOME_UNKNOWN : RefusalCode.NO_LEADER);
    }
    for (int write : entry.writes()) {
      fates.put(write, fate);
    }
    entry.outcome().complete(outcome);
  }

  private static ProposeOutcome refused() {
    return new ProposeOutcome.Refused(ProposeOutcome.Reason.NOT_LEADER, Optional.empty());
  }

  private static Command command(int number) {
    return new Command.PeerAcked(Entries.HERE, number);
  }

  private static int number(Command command) {
    return (int) ((Command.PeerAcked) command).sequence();
  }
}
