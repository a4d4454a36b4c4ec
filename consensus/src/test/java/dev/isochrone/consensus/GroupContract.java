package dev.isochrone.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.ProposeOutcome.Applied;
import dev.isochrone.consensus.ProposeOutcome.Reason;
import dev.isochrone.consensus.ProposeOutcome.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of {@link Group} must do. A subclass says what world its members live
 * in; every test ends with all states agreeing, and no promise to any of them broken.
 */
public abstract class GroupContract {
  /** Small, so that the tests can go beyond it. */
  protected static final int ENTRY_BYTES_MAX = 64 * 1024;

  /** Enough under way at once that a second appending thread would show in the order. */
  private static final int MANY = 1_000;

  private GroupWorld world;

  /** A group of three members, all running. */
  protected abstract GroupWorld threeMembers() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    world = threeMembers();
  }

  @AfterEach
  void promisesWereKept() {
    for (MemberId member : world.members()) {
      assertThat(world.ledger(member).broken()).as("broken to %s", member).isEmpty();
    }
    world.close();
  }

  // Log and order.

  @Test
  void proposals_areAppliedOnAllMembers_inOneOrder_withTheSameBytes() {
    MemberId leader = leader();

    List<CompletableFuture<ProposeOutcome>> outcomes = propose(leader, "a", 40);

    assertThat(outcomes).allSatisfy(o -> assertThat(world.result(o)).isInstanceOf(Applied.class));
    allHave(texts("a", 40));
    assertAllAlike();
  }

  @Test
  void logBytes_growByWhatIsAppended_onEveryMember() {
    MemberId leader = leader();
    List<Long> before = world.members().stream().map(m -> world.group(m).logBytes()).toList();

    // More than a log reserves ahead.
    List<CompletableFuture<ProposeOutcome>> outcomes =
        IntStream.range(0, 20)
            .mapToObj(i -> world.group(leader).propose(new Note("x".repeat(60_000) + i)))
            .toList();
    assertThat(outcomes).allSatisfy(o -> assertThat(world.result(o)).isInstanceOf(Applied.class));

    for (int i = 0; i < world.members().size(); i++) {
      MemberId member = world.members().get(i);
      long least = before.get(i) + 900_000;
      world.until("the log of " + member + " grew", () -> world.group(member).logBytes() >= least);
    }
  }

  /** What a watch for progress rests on: who stands still, and who only has nothing to do. */
  @Test
  void standing_settles_whereEverybodyHasEverything_andIsNotOfWhoIsGone() {
    MemberId leader = leader();
    List<MemberId> followers = followers(leader);
    Applied last = (Applied) world.result(world.group(leader).propose(new Note("x")));
    long index = last.position().index();

    followers.forEach(f -> world.until("it settles", () -> settled(world.group(f), index, 1)));
    world.until("the leader knows it", () -> settled(world.group(leader), index, 2));
    world.stop(followers.get(0));
    world.until("one is gone", () -> settled(world.group(leader), index, 1));
    assertThat(world.group(leader).standing().role())
        .isInstanceOfSatisfying(
            Standing.Leads.class,
            leads -> {
              assertThat(leads.away()).containsOnlyKeys(followers.get(0));
              assertThat(leads.away().get(followers.get(0))).isPositive();
            });
    world.start(followers.get(0));
    world.until("nobody is away", () -> isComplete(world.group(leader)));
  }

  private static boolean isComplete(Group<Note> group) {
    return group.standing().role() instanceof Standing.Leads leads && leads.away().isEmpty();
  }

  private static boolean settled(Group<Note> group, long index, int told) {
    Standing at = group.standing();
    List<Long> others =
        at.role() instanceof Standing.Leads leads
            ? List.copyOf(leads.followers().values())
            : at.role() instanceof Standing.Follows follows ? List.of(follows.told()) : List.of();
    return at.alive()
        && at.applied() >= index
        && at.applied() == at.committed()
        && others.equals(Collections.nCopies(told, at.applied()));
  }

  @Test
  void position_ofAnAppliedProposal_isThatOfItsEntry() {
    MemberId leader = leader();

    Applied applied = (Applied) world.result(world.group(leader).propose(new Note("x")));

    Ledger.Line line = last(world.ledger(leader).lines());
    assertThat(line.text()).isEqualTo("x");
    assertThat(applied.position()).isEqualTo(line.position());
    assertThat(applied.position().term()).isEqualTo(world.group(leader).term());
    assertThat(world.group(leader).committed()).isGreaterThanOrEqualTo(line.position().index());
  }

  @Test
  void proposer_getsItsOwnObjectInApply_andNobodyElseDoes() {
    MemberId leader = leader();
    List<Note> notes = IntStream.range(0, 20).mapToObj(i -> new Note("n" + i)).toList();

    notes.stream().map(world.group(leader)::propose).toList().forEach(world::result);

    List<Note> own = world.ledger(leader).own();
    assertThat(own).hasSameSizeAs(notes);
    for (int i = 0; i < notes.size(); i++) {
      assertThat(own.get(i)).isSameAs(notes.get(i));
    }
    allHave(notes.stream().map(Note::text).toList());
    for (MemberId follower : followers(leader)) {
      assertThat(world.ledger(follower).own()).isEmpty();
    }
  }

  @Test
  void onAppend_isCalledInLogOrder_andWhatItWritesIsWhatAllApply() {
    MemberId leader = leader();

    propose(leader, "s", MANY).forEach(world::result);

    allHave(texts("s", MANY));
    assertThat(world.ledger(leader).appended()).extracting(Note::text).isEqualTo(texts("s", MANY));
    List<Long> stamps = IntStream.rangeClosed(1, MANY).mapToObj(i -> (long) i).toList();
    for (MemberId member : world.members()) {
      assertThat(world.ledger(member).lines()).extracting(Ledger.Line::stamp).isEqualTo(stamps);
    }
  }

  // Refusals.

  @Test
  void propose_onAFollower_isRefused_namesTheLeader_andIsNeverAppended() {
    MemberId leader = leader();
    MemberId follower = followers(leader).get(0);
    world.until("the follower knows", () -> leads(leader) && knows(follower, leader));

    ProposeOutcome outcome = world.result(world.group(follower).propose(new Note("no")));

    assertThat(outcome).isEqualTo(new Refused(Reason.NOT_LEADER, Optional.of(leader)));
    assertThat(world.ledger(follower).appended()).isEmpty();
    world.result(world.group(leader).propose(new Note("yes")));
    allHave(List.of("yes"));
  }

  @Test
  void propose_tooLarge_isRefused_andTheLeaderGoesOnLeading() {
    MemberId leader = leader();
    Note atTheLimit = new Note("x".repeat(ENTRY_BYTES_MAX - Long.BYTES));
    Note beyond = new Note("x".repeat(ENTRY_BYTES_MAX - Long.BYTES + 1));

    assertThat(world.result(world.group(leader).propose(beyond)))
        .isEqualTo(new Refused(Reason.TOO_LARGE, Optional.empty()));

    assertThat(world.ledger(leader).appended()).isEmpty();
    assertThat(world.result(world.group(leader).propose(atTheLimit))).isInstanceOf(Applied.class);
  }

  @Test
  void propose_afterClose_isRefusedAsClosed() {
    MemberId leader = leader();
    world.group(leader).close();

    assertThat(world.result(world.group(leader).propose(new Note("late"))))
        .isEqualTo(new Refused(Reason.CLOSED, Optional.empty()));
    assertThat(world.group(leader).leads()).isFalse();
  }

  // Leadership.

  @Test
  void leadership_isToldOnceAllOfThePredecessorsIsApplied() {
    MemberId first = leader();
    propose(first, "p", 25).forEach(world::result);

    world.stop(first);
    MemberId second = leader();

    Ledger.Reign reign = world.ledger(second).lastReign().orElseThrow();
    assertThat(reign.leads()).isTrue();
    assertThat(reign.term()).isEqualTo(world.group(second).term());
    assertThat(reign.linesBefore()).isEqualTo(25);
  }

  @Test
  void leader_stopped_isReplaced_andNothingAcknowledgedIsLostOrAppliedTwice() {
    MemberId first = leader();
    List<CompletableFuture<ProposeOutcome>> early = propose(first, "a", 20);
    early.forEach(world::result);
    List<CompletableFuture<ProposeOutcome>> late = propose(first, "b", 20);

    world.stop(first);
    MemberId second = leader();
    propose(second, "c", 20).forEach(world::result);
    world.start(first);

    List<String> acknowledged = new ArrayList<>(texts("a", 20));
    for (int i = 0; i < late.size(); i++) {
      if (world.result(late.get(i)) instanceof Applied) {
        acknowledged.add("b" + i);
      }
    }
    acknowledged.addAll(texts("c", 20));
    world.until("all agree", this::allAlike);
    for (MemberId member : world.members()) {
      assertThat(world.ledger(member).texts()).containsAll(acknowledged).doesNotHaveDuplicates();
    }
  }

  @Test
  void term_growsWithEachLeader_andFollowersNameThem() {
    MemberId first = leader();
    long before = world.group(first).term();

    world.stop(first);
    MemberId second = leader();

    assertThat(world.group(second).term()).isGreaterThan(before);
    MemberId other = followers(second).stream().filter(m -> !m.equals(first)).findFirst().get();
    world.until("the other knows", () -> knows(other, second));
    assertThat(world.group(other).term()).isEqualTo(world.group(second).term());
  }

  @Test
  void transfer_handsLeadershipOver_andTheOldLeaderIsTold() {
    MemberId first = leader();
    MemberId second = followers(first).get(0);
    world.result(world.group(first).propose(new Note("before")));
    allHave(List.of("before"));

    assertThat(world.result(world.group(first).transfer(second))).isTrue();

    world.until("the new leader serves", () -> leads(second));
    world.until(
        "the old one is told",
        () -> world.ledger(first).lastReign().filter(r -> !r.leads()).isPresent());
    assertThat(world.result(world.group(second).propose(new Note("after"))))
        .isInstanceOf(Applied.class);
    allHave(List.of("before", "after"));
  }

  @Test
  void transfer_onAFollower_isFalse() {
    MemberId leader = leader();
    MemberId follower = followers(leader).get(0);

    assertThat(world.result(world.group(follower).transfer(follower))).isFalse();
  }

  @Test
  void members_areTheSameForAll_ascending() {
    leader();

    for (MemberId member : world.members()) {
      assertThat(world.group(member).members()).extracting(Member::id).isEqualTo(world.members());
      assertThat(world.group(member).self()).isEqualTo(member);
    }
  }

  // Restart.

  @Test
  void restart_replaysAfterTheDurablePositionOnly() {
    MemberId leader = leader();
    MemberId follower = followers(leader).get(0);
    propose(leader, "d", 10).forEach(world::result);
    allHave(texts("d", 10));
    world.ledger(follower).persist();
    propose(leader, "e", 10).forEach(world::result);
    List<String> all = new ArrayList<>(texts("d", 10));
    all.addAll(texts("e", 10));
    allHave(all);

    world.stop(follower);
    world.start(follower);

    allHave(all);
    assertThat(world.ledger(follower).textsOfThisLife()).isEqualTo(texts("e", 10));
  }

  @Test
  void restart_ofAll_losesNothing_andStampsGoOn() {
    MemberId leader = leader();
    propose(leader, "d", 10).forEach(world::result);
    world.members().forEach(m -> world.ledger(m).persist());
    propose(leader, "e", 5).forEach(world::result);

    world.stopAll();
    world.members().forEach(world::start);
    MemberId next = leader();
    propose(next, "f", 5).forEach(world::result);

    List<String> all = new ArrayList<>(texts("d", 10));
    all.addAll(texts("e", 5));
    all.addAll(texts("f", 5));
    allHave(all);
    assertThat(world.ledger(next).own()).hasSize(5);
  }

  // Proof of leadership.

  @Test
  void confirmLeadership_onTheLeader_isConfirmed_andNotOnAFollower() {
    MemberId leader = leader();

    assertThat(world.result(world.group(leader).confirmLeadership()))
        .isEqualTo(Confirmation.CONFIRMED);
    for (MemberId follower : followers(leader)) {
      assertThat(world.result(world.group(follower).confirmLeadership()))
          .isEqualTo(Confirmation.NOT_CONFIRMED);
    }
  }

  @Test
  void confirmLease_onTheLeader_isConfirmed_andNotOnAFollower() {
    MemberId leader = leader();

    world.until(
        "the followers' answers to make a lease",
        () -> world.result(world.group(leader).confirmLease()) == Confirmation.CONFIRMED);
    for (MemberId follower : followers(leader)) {
      assertThat(world.result(world.group(follower).confirmLease()))
          .isEqualTo(Confirmation.NOT_CONFIRMED);
    }
  }

  @Test
  void confirmLeadership_withoutAnswers_isNotConfirmed_andRecovers() {
    MemberId leader = leader();
    world.questions(leader, false);

    assertThat(world.result(world.group(leader).confirmLeadership()))
        .isEqualTo(Confirmation.NOT_CONFIRMED);

    world.questions(leader, true);
    world.until(
        "confirmed again",
        () -> world.result(world.group(leader()).confirmLeadership()) == Confirmation.CONFIRMED);
  }

  @Test
  void confirmLeadership_withOneMemberGone_isConfirmed() {
    MemberId leader = leader();
    world.stop(followers(leader).get(0));

    assertThat(world.result(world.group(leader).confirmLeadership()))
        .isEqualTo(Confirmation.CONFIRMED);
  }

  @Test
  void barrier_onTheLeader_comesAfterEverythingProposedBefore() {
    MemberId leader = leader();
    List<CompletableFuture<ProposeOutcome>> outcomes = propose(leader, "w", 50);
    world.result(outcomes.get(9));

    assertThat(world.result(world.group(leader).barrier())).isEqualTo(Confirmation.CONFIRMED);

    assertThat(world.ledger(leader).texts()).startsWith(texts("w", 10).toArray(String[]::new));
    MemberId follower = followers(leader).get(0);
    assertThat(world.result(world.group(follower).barrier())).isEqualTo(Confirmation.NOT_CONFIRMED);
  }

  // The end.

  @Test
  void apply_thatThrows_stopsTheMember_andTheOthersGoOn() {
    MemberId leader = leader();
    MemberId follower = followers(leader).get(0);
    world.ledger(follower).poison("bad");

    propose(leader, "g", 3).forEach(world::result);
    world.result(world.group(leader).propose(new Note("bad")));
    propose(leader, "h", 3).forEach(world::result);

    world.until("the fault is told", () -> world.fault(follower).isPresent());
    assertThat(world.fault(follower).get()).hasMessageContaining("poisoned");
    assertThat(world.ledger(follower).texts()).isEqualTo(texts("g", 3));
    assertThat(world.fault(leader)).isEmpty();
    assertThat(world.result(world.group(follower).propose(new Note("x"))))
        .isEqualTo(new Refused(Reason.CLOSED, Optional.empty()));
  }

  @Test
  void apply_thatThrowsOnTheLeader_leavesItsProposalUnknown_andAnotherLeads() {
    MemberId first = leader();
    world.ledger(first).poison("bad");

    ProposeOutcome outcome = world.result(world.group(first).propose(new Note("bad")));

    assertThat(outcome).isInstanceOf(ProposeOutcome.Unknown.class);
    world.until("the fault is told", () -> world.fault(first).isPresent());
    MemberId second = leader();
    assertThat(second).isNotEqualTo(first);
    assertThat(world.result(world.group(second).propose(new Note("on"))))
        .isInstanceOf(Applied.class);
  }

  @Test
  void close_twice_isHarmless_andEndsWhatIsPending() {
    MemberId leader = leader();
    Group<Note> group = world.group(leader);
    List<CompletableFuture<ProposeOutcome>> pending = propose(leader, "z", 200);
    CompletableFuture<Confirmation> question = group.confirmLeadership();

    group.close();
    group.close();

    assertThat(question).isDone();
    assertThat(group.leads()).isFalse();
    List<String> appended = world.ledger(leader).appended().stream().map(Note::text).toList();
    for (int i = 0; i < pending.size(); i++) {
      assertThat(pending.get(i)).isDone();
      // Refused for certain only if it never came to onAppend.
      boolean refused = pending.get(i).join() instanceof Refused;
      assertThat(appended.contains("z" + i)).as("z%s appended", i).isEqualTo(!refused);
    }
  }

  // Words.

  /** The member that leads and serves. */
  private MemberId leader() {
    world.until("a leader", () -> world.members().stream().anyMatch(this::leads));
    return world.members().stream().filter(this::leads).findFirst().orElseGet(this::leader);
  }

  private boolean leads(MemberId member) {
    return world.group(member).leads();
  }

  private boolean knows(MemberId member, MemberId leader) {
    return world.group(member).leader().equals(Optional.of(leader));
  }

  private List<MemberId> followers(MemberId leader) {
    return world.members().stream().filter(m -> !m.equals(leader)).toList();
  }

  private List<CompletableFuture<ProposeOutcome>> propose(MemberId to, String prefix, int count) {
    return texts(prefix, count).stream().map(t -> world.group(to).propose(new Note(t))).toList();
  }

  private static List<String> texts(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private void allHave(List<String> texts) {
    world.until(
        "all have applied",
        () -> world.members().stream().allMatch(m -> world.ledger(m).texts().equals(texts)));
  }

  private boolean allAlike() {
    return world.members().stream().map(m -> world.ledger(m).lines()).distinct().count() == 1;
  }

  private void assertAllAlike() {
    List<Ledger.Line> lines = world.ledger(world.members().get(0)).lines();
    for (MemberId member : world.members()) {
      assertThat(world.ledger(member).lines()).isEqualTo(lines);
    }
  }

  private static Ledger.Line last(List<Ledger.Line> lines) {
    return lines.get(lines.size() - 1);
  }
}
