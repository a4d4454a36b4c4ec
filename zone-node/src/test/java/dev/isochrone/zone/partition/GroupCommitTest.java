package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupCommitTest {
  private static final GroupCommit.Limits LIMITS =
      new GroupCommit.Limits(2, 10, 1 << 20, 4, 1 << 20);

  private static final int COMMAND_BYTES = CommandCodec.encode(command(0)).length();

  /** What was proposed, and is to be settled by the test. */
  private record Proposed(Batch batch, CompletableFuture<ProposeOutcome> outcome) {
    /** As the log does it: applied, answered, and then told to the proposer. */
    void apply() {
      batch.answer(batch.commands().stream().map(GroupCommitTest::replyTo).toList());
      outcome.complete(new ProposeOutcome.Applied(new LogPosition(1, 1)));
    }
  }

  private final List<Proposed> proposed = new ArrayList<>();
  private final Burst burst = new Burst();
  private long nanos;

  @Test
  void commandsOfOneBurst_areOneEntry() {
    GroupCommit commit = commit(LIMITS);

    burst.during(() -> submit(commit, 3));

    assertThat(sizes()).containsExactly(3);
  }

  @Test
  void idle_proposesAtOnce_oneEntryEach_untilTwoAreInFlight() {
    GroupCommit commit = commit(LIMITS);

    submit(commit, 3);

    assertThat(sizes()).containsExactly(1, 1);
  }

  @Test
  void queued_goAllIntoOneEntry_asSoonAsOneIsSettled_inTheirOrder() {
    GroupCommit commit = commit(LIMITS);
    List<CompletableFuture<Reply>> replies = submit(commit, 6);

    proposed.get(1).apply();

    assertThat(sizes()).containsExactly(1, 1, 4);
    assertThat(proposed.get(2).batch().commands())
        .containsExactly(command(2), command(3), command(4), command(5));
    assertThat(replies.stream().map(CompletableFuture::isDone))
        .containsExactly(false, true, false, false, false, false);
  }

  @Test
  void queue_saysWhatWaits_andWhatIsInFlight() {
    GroupCommit commit = commit(LIMITS);
    assertThat(commit.queue()).isEqualTo(new PartitionReplica.Queue(0, 0, 0));

    submit(commit, 5);
    assertThat(commit.queue())
        .isEqualTo(new PartitionReplica.Queue(3, 3L * COMMAND_BYTES, /* entriesInFlight= */ 2));

    proposed.get(0).apply();
    proposed.get(1).apply();
    assertThat(commit.queue()).isEqualTo(new PartitionReplica.Queue(0, 0, 1));
  }

  @Test
  void entry_hasAtMostSoManyCommands() {
    GroupCommit commit = commit(LIMITS);
    submit(commit, 9);

    proposed.get(0).apply();
    proposed.get(1).apply();

    assertThat(sizes()).containsExactly(1, 1, 4, 3);
  }

  @Test
  void entry_hasAtMostSoManyBytes() {
    GroupCommit commit = commit(new GroupCommit.Limits(1, 10, 1 << 20, 100, 2 * COMMAND_BYTES));
    submit(commit, 4);

    proposed.get(0).apply();
    proposed.get(1).apply();

    assertThat(sizes()).containsExactly(1, 2, 1);
  }

  @Test
  void commandAboveTheBytesOfAnEntry_isRefused_andTheLimitNamed() {
    GroupCommit commit = commit(new GroupCommit.Limits(1, 10, 1 << 20, 100, COMMAND_BYTES - 1));

    CompletableFuture<Reply> reply = commit.submit(command(0));

    assertThat(refusal(reply).code()).isEqualTo(RefusalCode.TOO_LARGE);
    assertThat(refusal(reply).message()).contains(String.valueOf(COMMAND_BYTES - 1));
    assertThat(proposed).isEmpty();
  }

  /** Through the codec, up to an entry that the log takes. */
  @Test
  void writeOfExactlyTheLimit_fitsTheLogsLimit_andOneByteMoreIsRefused() throws FormatException {
    GroupCommit commit = commit(GroupCommit.Limits.DEFAULT);
    int limit = WriteLimits.DEFAULT.writeBytesMax();

    CompletableFuture<Reply> greatest = commit.submit(ofBytes(limit));
    CompletableFuture<Reply> tooGreat = commit.submit(ofBytes(limit + 1));

    assertThat(greatest).isNotDone();
    byte[] entry = proposed.get(0).batch().entry();
    assertThat(entry.length).isLessThanOrEqualTo(GroupConfig.DEFAULT.entryBytesMax());
    assertThat(LogEntryCodec.decode(ByteBuffer.wrap(entry)).commands())
        .containsExactly(ofBytes(limit));
    assertThat(refusal(tooGreat).code()).isEqualTo(RefusalCode.TOO_LARGE);
    assertThat(proposed).hasSize(1);
  }

  /** A write of two rows whose command has so many bytes. */
  private static Command.Write ofBytes(int bytes) {
    int one = 1_000_000;
    int headers = CommandCodec.encode(ofDocuments(one, one)).length() - 2 * one;
    return ofDocuments(one, bytes - headers - one);
  }

  private static Command.Write ofDocuments(int first, int second) {
    return Entries.write(Entries.putBytes(1, first), Entries.putBytes(2, second));
  }

  @Test
  void commandWhoseTimeIsOverWhenItsTurnComes_isRefused_andNeverProposed() {
    GroupCommit commit = commit(new GroupCommit.Limits(1, 10, 1 << 20, 2, 1 << 20));
    CompletableFuture<Reply> first = commit.submit(command(1), until(100));
    CompletableFuture<Reply> late = commit.submit(command(2), until(10));
    CompletableFuture<Reply> inTime = commit.submit(command(3), until(100));
    CompletableFuture<Reply> patient = commit.submit(command(4));
    nanos = 10;
    assertThat(late).isNotDone();

    proposed.get(0).apply();

    assertThat(refusal(late).code()).isEqualTo(RefusalCode.DEADLINE_PASSED);
    assertThat(refusal(late).kind()).isEqualTo(RefusalKind.LATER);
    assertThat(proposed.get(1).batch().commands()).containsExactly(command(3), command(4));
    assertThat(first).isDone();
    assertThat(List.of(inTime, patient)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void onlyLateCommands_makeNoEntry_andLeaveRoom() {
    GroupCommit commit = commit(new GroupCommit.Limits(1, 2, 1 << 20, 2, 1 << 20));
    CompletableFuture<Reply> over = commit.submit(command(1), until(0));

    assertThat(refusal(over).code()).isEqualTo(RefusalCode.DEADLINE_PASSED);
    assertThat(proposed).isEmpty();
    assertThat(submit(commit, 3)).noneMatch(CompletableFuture::isDone);
    assertThat(sizes()).containsExactly(1);
  }

  private TimeLimit until(long endNanos) {
    return new TimeLimit(() -> nanos, endNanos);
  }

  @Test
  void queueFullByCount_refusesWhatComes_andNothingElse() {
    GroupCommit commit = commit(LIMITS);
    List<CompletableFuture<Reply>> taken = submit(commit, 2 + 10);

    CompletableFuture<Reply> tooMuch = commit.submit(command(99));

    assertThat(refusal(tooMuch).code()).isEqualTo(RefusalCode.OVERLOADED);
    assertThat(refusal(tooMuch).retryAfter()).isPositive();
    assertThat(taken).noneMatch(CompletableFuture::isDone);

    proposed.get(0).apply();
    assertThat(commit.submit(command(100))).isNotDone();
  }

  @Test
  void queueFullByBytes_refusesWhatComes_untilBytesLeave() {
    GroupCommit commit =
        commit(new GroupCommit.Limits(1, 1_000, 3L * COMMAND_BYTES, 2, 2 * COMMAND_BYTES));
    submit(commit, 1 + 3);

    assertThat(refusal(commit.submit(command(99))).code()).isEqualTo(RefusalCode.OVERLOADED);

    proposed.get(0).apply(); // Two of the three leave.
    assertThat(submit(commit, 2)).noneMatch(CompletableFuture::isDone);
    assertThat(refusal(commit.submit(command(99))).code()).isEqualTo(RefusalCode.OVERLOADED);
  }

  @Test
  void applied_isAnsweredByTheLog_eachWithItsOwn() {
    GroupCommit commit = commit(LIMITS);
    List<CompletableFuture<Reply>> replies = submit(commit, 5);

    proposed.get(0).apply();
    proposed.get(2).apply();

    assertThat(replies.get(3)).isCompletedWithValue(replyTo(command(3)));
    assertThat(replies.get(4)).isCompletedWithValue(replyTo(command(4)));
  }

  @ParameterizedTest
  @EnumSource
  void refused_refusesAllOfTheEntry_soThatTheyMayBeSentAgain(ProposeOutcome.Reason reason) {
    GroupCommit commit = commit(LIMITS);
    List<CompletableFuture<Reply>> replies = submit(commit, 4);
    proposed.get(0).apply();

    proposed.get(2).outcome().complete(new ProposeOutcome.Refused(reason, Optional.empty()));

    Map<ProposeOutcome.Reason, RefusalCode> codes = new EnumMap<>(ProposeOutcome.Reason.class);
    codes.put(ProposeOutcome.Reason.NOT_LEADER, RefusalCode.NO_LEADER);
    codes.put(ProposeOutcome.Reason.OVERLOADED, RefusalCode.OVERLOADED);
    codes.put(ProposeOutcome.Reason.TOO_LARGE, RefusalCode.TOO_LARGE);
    codes.put(ProposeOutcome.Reason.CLOSED, RefusalCode.NOT_READY);
    assertThat(replies.subList(2, 4))
        .allSatisfy(
            reply -> {
              assertThat(refusal(reply).code()).isEqualTo(codes.get(reason));
              assertThat(refusal(reply).kind()).isNotEqualTo(RefusalKind.UNKNOWN);
            });
    assertThat(replies.get(1)).isNotDone();
  }

  @Test
  void unknown_isUnknownToAll_andSoIsAFault() {
    GroupCommit commit = commit(LIMITS);
    List<CompletableFuture<Reply>> replies = submit(commit, 2);

    proposed.get(0).outcome().complete(new ProposeOutcome.Unknown("the leader changed"));
    proposed.get(1).outcome().completeExceptionally(new IllegalStateException("a defect"));

    assertThat(replies)
        .extracting(reply -> refusal(reply).code())
        .containsExactly(RefusalCode.OUTCOME_UNKNOWN, RefusalCode.OUTCOME_UNKNOWN);
  }

  @Test
  void answered_staysAnswered_whateverTheLogSaysAfterwards() {
    GroupCommit commit = commit(LIMITS);
    CompletableFuture<Reply> reply = commit.submit(command(1));
    proposed.get(0).batch().answer(List.of(replyTo(command(1))));

    proposed.get(0).outcome().complete(new ProposeOutcome.Unknown("closed"));

    assertThat(reply).isCompletedWithValue(replyTo(command(1)));
  }

  @Test
  void settled_whateverTheOutcome_makesRoomForTheNextEntry() {
    List<ProposeOutcome> outcomes =
        List.of(
            new ProposeOutcome.Applied(new LogPosition(1, 1)),
            new ProposeOutcome.Refused(ProposeOutcome.Reason.OVERLOADED, Optional.empty()),
            new ProposeOutcome.Unknown("lost"));
    GroupCommit commit = commit(new GroupCommit.Limits(1, 100, 1 << 20, 1, 1 << 20));
    submit(commit, 5);

    for (int i = 0; i < outcomes.size(); i++) {
      proposed.get(i).outcome().complete(outcomes.get(i));
      assertThat(proposed).hasSize(i + 2);
    }
    proposed.get(3).outcome().completeExceptionally(new IllegalStateException("a defect"));
    assertThat(proposed).hasSize(5);
  }

  @Test
  void nobody_isAnsweredUnderTheLock() {
    GroupCommit commit = commit(new GroupCommit.Limits(1, 1, 1 << 20, 1, 1 << 20));
    List<Boolean> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // The third is refused at once: the queue takes one.
      CompletableFuture<Void> unused =
          commit.submit(command(i)).thenRun(() -> held.add(Thread.holdsLock(commit)));
    }

    proposed
        .get(0)
        .outcome()
        .complete(new ProposeOutcome.Refused(ProposeOutcome.Reason.CLOSED, Optional.empty()));
    proposed.get(1).outcome().complete(new ProposeOutcome.Unknown("lost"));

    assertThat(held).containsExactly(false, false, false);
  }

  @Test
  void nothing_isProposedUnderTheLock() {
    List<Boolean> held = new ArrayList<>();
    List<GroupCommit> self = new ArrayList<>();
    GroupCommit commit =
        new GroupCommit(
            LIMITS,
            batch -> {
              held.add(Thread.holdsLock(self.get(0)));
              return new CompletableFuture<>();
            },
            new Burst());
    self.add(commit);

    commit.close();
    commit.tell(command(1));

    assertThat(held).containsExactly(false, false);
  }

  @Test
  void close_ofAnIdlePartition_proposesAnEntryWithoutCommands() {
    GroupCommit commit = commit(LIMITS);

    commit.close();

    assertThat(sizes()).containsExactly(0);
  }

  @Test
  void close_whileAnythingIsInFlight_isLeftToThat() {
    GroupCommit commit = commit(LIMITS);
    submit(commit, 1);

    commit.close();
    assertThat(sizes()).containsExactly(1);

    proposed.get(0).apply();
    commit.close();
    commit.close();
    assertThat(sizes()).containsExactly(1, 0);
  }

  @Test
  void close_isInFlightLikeAnyEntry() {
    GroupCommit commit = commit(LIMITS);
    commit.close();

    submit(commit, 3);
    assertThat(sizes()).containsExactly(0, 1);

    proposed.get(0).apply();
    assertThat(sizes()).containsExactly(0, 1, 2);
  }

  private GroupCommit commit(GroupCommit.Limits limits) {
    return new GroupCommit(
        limits,
        batch -> {
          proposed.add(new Proposed(batch, new CompletableFuture<>()));
          return proposed.get(proposed.size() - 1).outcome();
        },
        burst);
  }

  private static List<CompletableFuture<Reply>> submit(GroupCommit commit, int n) {
    return IntStream.range(0, n).mapToObj(i -> commit.submit(command(i))).toList();
  }

  private List<Integer> sizes() {
    return proposed.stream().map(one -> one.batch().commands().size()).toList();
  }

  private static Command command(int i) {
    return Entries.write(Entries.put(i + 1, i)); // All of one length: zero has a shorter key.
  }

  private static Reply replyTo(Command command) {
    long first = Arrays.hashCode(CommandCodec.encode(command).shared()) & 0xFFFF;
    return new Reply.Written(Entries.version(first, Entries.HERE));
  }

  private static Refusal refusal(CompletableFuture<Reply> reply) {
    assertThat(reply).isCompleted();
    return ((Reply.Refused) reply.join()).refusal();
  }
}
