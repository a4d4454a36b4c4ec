package dev.isochrone.zone.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import dev.isochrone.testing.ForSeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PartitionWatchTest {
  private static final MemberId SELF = new MemberId("a");
  private static final MemberId OTHER = new MemberId("b");
  private static final MemberId THIRD = new MemberId("c");
  private static final Standing.Role ALONE = new Standing.Leads(new TreeMap<>());
  private static final Finding FINE = new Finding.Fine();

  private final PartitionWatch watch = new PartitionWatch(SELF, WatchLimits.DEFAULT);
  private long nanos = -3_000_000_000L; // A ticker's beginning may lie anywhere.

  @Test
  void leader_withProposals_andNoCommitForTenSeconds_isStuck() {
    Sighting waiting = new Sighting(standing(3, 70, 70, ALONE), true, true);

    assertThat(lookFor(9, waiting)).isEqualTo(FINE);
    assertThat(lookFor(1, waiting)).isEqualTo(FINE); // The first look began the ten seconds.

    assertThat(lookFor(1, waiting)).isEqualTo(stuck(Finding.Cause.NO_PROGRESS, 10));
  }

  @Test
  void leader_thatCommitsNow_andThen_isFine() {
    assertThat(lookFor(10, new Sighting(standing(3, 70, 70, ALONE), true, true))).isEqualTo(FINE);
    assertThat(lookFor(10, new Sighting(standing(3, 71, 70, ALONE), true, true))).isEqualTo(FINE);
    assertThat(lookFor(10, new Sighting(standing(3, 71, 71, ALONE), true, true))).isEqualTo(FINE);
  }

  @Test
  void leader_thatAppliesNothing_isStuck_thoughNobodyProposes() {
    Finding last = lookFor(11, new Sighting(standing(3, 71, 70, ALONE), true, false));

    assertThat(last).isEqualTo(stuck(Finding.Cause.NO_PROGRESS, 10));
  }

  @Test
  void leader_thatNeverComesToServe_isStuck() {
    Finding last = lookFor(11, new Sighting(standing(3, 70, 70, ALONE), false, false));

    assertThat(last).isEqualTo(stuck(Finding.Cause.NO_PROGRESS, 10));
  }

  @Test
  void leader_ofANewTerm_hasItsTenSecondsAnew() {
    lookFor(10, new Sighting(standing(3, 70, 70, ALONE), true, true));

    Finding last = lookFor(10, new Sighting(standing(4, 70, 70, ALONE), true, true));

    assertThat(last).isEqualTo(FINE);
  }

  @Test
  void idleLeader_isFine_andSoIsOneWithAPause() {
    Sighting busy = new Sighting(standing(3, 70, 70, ALONE), true, true);

    assertThat(lookFor(600, new Sighting(standing(3, 70, 70, ALONE), true, false))).isEqualTo(FINE);
    lookFor(9, busy);
    lookFor(1, new Sighting(standing(3, 70, 70, ALONE), true, false));
    assertThat(lookFor(9, busy)).isEqualTo(FINE);
  }

  /** Its proposals end as unknown; that they do so is the log's to see to. */
  @Test
  void leaderThatSteppedDown_isFine_whateverWaits() {
    Standing apart = standing(3, 70, 65, new Standing.Apart());

    assertThat(lookFor(60, new Sighting(apart, false, true))).isEqualTo(FINE);
  }

  @Test
  void process_thatStoodStillItself_beginsAnew() {
    Sighting waiting = new Sighting(standing(3, 70, 70, ALONE), true, true);
    lookFor(9, waiting);
    nanos += Duration.ofSeconds(15).toNanos();

    assertThat(lookFor(10, waiting)).isEqualTo(FINE);
    assertThat(lookFor(1, waiting)).isEqualTo(stuck(Finding.Cause.NO_PROGRESS, 10));
  }

  @Test
  void aLookThatIsALittleLate_changesNothing() {
    Sighting waiting = new Sighting(standing(3, 70, 70, ALONE), true, true);
    lookFor(8, waiting);
    nanos += Duration.ofSeconds(3).toNanos(); // The next look is four seconds after the last.

    assertThat(lookFor(1, waiting)).isEqualTo(stuck(Finding.Cause.NO_PROGRESS, 11));
  }

  @Test
  void stoppedMember_isStuck_onceItsFaultHadTheTimeToBeTold() {
    Sighting stopped =
        new Sighting(new Standing(false, 3, 70, 70, new Standing.Apart()), false, false);

    assertThat(lookFor(3, stopped)).isEqualTo(FINE);
    assertThat(lookFor(1, stopped)).isEqualTo(stuck(Finding.Cause.STOPPED, 3));
  }

  @Test
  void follower_thatKnowsOfMore_andAppliesNone_isBehind_andNeverStuck() {
    Sighting still = new Sighting(standing(3, 70, 70, new Standing.Follows(90)), false, false);

    assertThat(lookFor(10, still)).isEqualTo(FINE);
    assertThat(lookFor(1, still)).isEqualTo(behind(SELF, 10));
    assertThat(lookFor(50, still)).isEqualTo(behind(SELF, 60));
  }

  @Test
  void follower_thatMoves_howeverSlowly_orHasAll_isFine() {
    for (int applied = 70; applied < 80; applied++) {
      Standing slow = standing(3, 90, applied, new Standing.Follows(90));
      assertThat(lookFor(9, new Sighting(slow, false, false))).isEqualTo(FINE);
    }
    Standing whole = standing(3, 90, 90, new Standing.Follows(90));
    assertThat(lookFor(60, new Sighting(whole, false, false))).isEqualTo(FINE);
  }

  @Test
  void follower_thatIsCutOff_orTakesOverAState_isFine() {
    Standing apart = standing(3, 90, 70, new Standing.Apart());

    assertThat(lookFor(60, new Sighting(apart, false, false))).isEqualTo(FINE);
  }

  /** ADR 0007: it refuses what the leader sends, so it is told nothing; the leader knows. */
  @Test
  void leader_seesAFollowerThatAnswersAndStandsStill_andGoesOnItself() {
    Finding last = FINE;
    for (int second = 0; second <= 10; second++) {
      Standing.Role leads = leads(OTHER, 70, THIRD, 80 + second);
      last = lookFor(1, new Sighting(standing(3, 90 + second, 90 + second, leads), true, true));
    }

    assertThat(last).isEqualTo(behind(OTHER, 10));
  }

  @Test
  void leader_forgetsAFollowerThatWentAway() {
    Sighting both = new Sighting(standing(3, 90, 90, leads(OTHER, 70, THIRD, 90)), true, false);
    lookFor(10, both);
    TreeMap<MemberId, Long> one = new TreeMap<>();
    one.put(THIRD, 90L);
    lookFor(1, new Sighting(standing(3, 90, 90, new Standing.Leads(one)), true, false));

    assertThat(lookFor(10, both)).isEqualTo(FINE);
    assertThat(lookFor(1, both)).isEqualTo(behind(OTHER, 10));
  }

  /**
   * Beside the watch, its definition over the whole past: walk back from now for as long as the
   * looks are near each other and the mark is the same.
   */
  @ForSeeds(500)
  void findings_areThoseOfTheDefinition(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Look> past = new ArrayList<>();
    Sighting seen = anySighting(random);
    for (int i = 0; i < 120; i++) {
      nanos += Duration.ofMillis(gapMillis(random)).toNanos();
      if (random.nextInt(8) == 0) {
        seen = random.nextInt(3) == 0 ? anySighting(random) : alike(seen, random);
      }
      past.add(new Look(nanos, seen));

      assertThat(watch.look(nanos, seen)).as("look %d", i).isEqualTo(defined(past));
    }
  }

  private record Look(long nanos, Sighting seen) {}

  private interface Mark {
    /** Empty: nothing that should move. */
    List<Long> of(Sighting seen);
  }

  private static Finding defined(List<Look> past) {
    long stopped = lasted(past, seen -> seen.standing().alive() ? List.of() : List.of(0L));
    if (stopped >= Duration.ofSeconds(3).toNanos()) {
      return new Finding.Stuck(Finding.Cause.STOPPED, Duration.ofNanos(stopped));
    }
    long idle = lasted(past, PartitionWatchTest::work);
    if (idle >= Duration.ofSeconds(10).toNanos()) {
      return new Finding.Stuck(Finding.Cause.NO_PROGRESS, Duration.ofNanos(idle));
    }
    SortedMap<MemberId, Duration> behind = new TreeMap<>();
    for (MemberId member : List.of(SELF, OTHER, THIRD)) {
      long still = lasted(past, seen -> place(member, seen.standing()));
      if (still >= Duration.ofSeconds(10).toNanos()) {
        behind.put(member, Duration.ofNanos(still));
      }
    }
    return behind.isEmpty() ? FINE : new Finding.Behind(behind);
  }

  private static List<Long> work(Sighting seen) {
    Standing at = seen.standing();
    boolean work = seen.proposing() || !seen.serves() || at.committed() > at.applied();
    return at.role() instanceof Standing.Leads && work
        ? List.of(at.term(), at.committed(), at.applied())
        : List.of();
  }

  private static List<Long> place(MemberId member, Standing at) {
    if (at.role() instanceof Standing.Follows follows && member.equals(SELF)) {
      return follows.told() > at.applied() ? List.of(at.applied()) : List.of();
    }
    if (at.role() instanceof Standing.Leads leads && leads.followers().containsKey(member)) {
      long told = leads.followers().get(member);
      return told < at.committed() ? List.of(told) : List.of();
    }
    return List.of();
  }

  private static long lasted(List<Look> past, Mark mark) {
    int last = past.size() - 1;
    List<Long> now = mark.of(past.get(last).seen());
    int first = last;
    while (!now.isEmpty()
        && first > 0
        && past.get(first).nanos() - past.get(first - 1).nanos() <= Duration.ofSeconds(4).toNanos()
        && mark.of(past.get(first - 1).seen()).equals(now)) {
      first--;
    }
    return past.get(last).nanos() - past.get(first).nanos();
  }

  /** A second as a rule; now and then late, and now and then so late that all is void. */
  private static long gapMillis(RandomGenerator random) {
    return switch (random.nextInt(40)) {
      case 0 -> 4_001L + random.nextInt(20_000);
      case 1 -> 4_000;
      case 2 -> 2_500;
      default -> 1_000;
    };
  }

  private static Sighting anySighting(RandomGenerator random) {
    long committed = 3L + random.nextInt(2);
    long applied = random.nextInt(4) == 0 ? committed - 1 : committed;
    Standing.Role role =
        switch (random.nextInt(4)) {
          case 0 -> new Standing.Apart();
          case 1 -> new Standing.Follows(committed + random.nextInt(2));
          case 2 -> leads(OTHER, committed - random.nextInt(2), THIRD, committed);
          default -> leads(OTHER, committed, THIRD, committed - random.nextInt(2));
        };
    return new Sighting(
        new Standing(random.nextInt(8) != 0, 1 + random.nextInt(2), committed, applied, role),
        random.nextInt(4) != 0,
        random.nextBoolean());
  }

  /** What changes without anything being moved: these must not end a standstill. */
  private static Sighting alike(Sighting seen, RandomGenerator random) {
    Standing at = seen.standing();
    if (at.role() instanceof Standing.Follows follows) {
      return new Sighting(
          new Standing(
              at.alive(),
              at.term() + random.nextInt(2),
              at.committed(),
              at.applied(),
              new Standing.Follows(follows.told() + 1)),
          seen.serves(),
          seen.proposing());
    }
    return new Sighting(at, seen.serves(), random.nextInt(4) != 0);
  }

  private Finding lookFor(int seconds, Sighting seen) {
    Finding last = FINE;
    for (int i = 0; i < seconds; i++) {
      nanos += Duration.ofSeconds(1).toNanos();
      last = watch.look(nanos, seen);
    }
    return last;
  }

  private static Standing standing(long term, long committed, long applied, Standing.Role role) {
    return new Standing(true, term, committed, applied, role);
  }

  private static Standing.Leads leads(MemberId one, long at, MemberId two, long and) {
    TreeMap<MemberId, Long> followers = new TreeMap<>();
    followers.put(one, at);
    followers.put(two, and);
    return new Standing.Leads(followers);
  }

  private static Finding stuck(Finding.Cause cause, int seconds) {
    return new Finding.Stuck(cause, Duration.ofSeconds(seconds));
  }

  private static Finding behind(MemberId member, int seconds) {
    TreeMap<MemberId, Duration> members = new TreeMap<>();
    members.put(member, Duration.ofSeconds(seconds));
    return new Finding.Behind(members);
  }
}
