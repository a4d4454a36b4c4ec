package dev.isochrone.client.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.testing.ForSeeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CourseTest {
  private static final Region EU = new Region("eu-west");
  private static final Endpoint A = endpoint("a");
  private static final Endpoint B = endpoint("b");
  private static final Endpoint C = endpoint("c");
  private static final Endpoint STRANGER = endpoint("d");
  private static final List<Endpoint> ALL = List.of(A, B, C);
  private static final RetryLimits LIMITS =
      new RetryLimits(3, 5, Duration.ofMillis(100), Duration.ofMillis(400));

  private static final Refusal UNKNOWN = Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "sent");
  private static final Refusal GONE = later(RefusalCode.HOME_UNREACHABLE, 0);

  private final Course repeated = new Course(LIMITS, () -> 0.0, ALL, true);
  private final Course course = new Course(LIMITS, () -> 0.0, ALL, false);

  @Test
  void course_beginsWithTheLikeliest() {
    assertThat(course.start()).isEqualTo(new Step.Ask(A));
  }

  @Test
  void leaderThatIsNamed_isAsked_thoughItIsNoCandidate() {
    course.start();

    assertThat(course.refused(notLeader(STRANGER))).isEqualTo(new Step.Ask(STRANGER));
  }

  @Test
  void redirectsBeyondTheLimit_pause() {
    course.start();
    assertThat(course.refused(notLeader(B))).isEqualTo(new Step.Ask(B));
    assertThat(course.refused(notLeader(A))).isEqualTo(new Step.Ask(A));
    assertThat(course.refused(notLeader(B))).isEqualTo(new Step.Ask(B));

    assertThat(course.refused(notLeader(A)))
        .isEqualTo(new Step.AskLater(B, Duration.ofMillis(50), notLeader(A)));
  }

  @Test
  void unreachableServer_isPassedOver_withoutAPause_untilAllWereAsked() {
    Refusal gone = later(RefusalCode.HOME_UNREACHABLE, 0);
    course.start();
    assertThat(course.refused(gone)).isEqualTo(new Step.Ask(B));
    assertThat(course.refused(gone)).isEqualTo(new Step.Ask(C));

    assertThat(course.refused(gone)).isEqualTo(new Step.AskLater(A, Duration.ofMillis(50), gone));
    assertThat(course.refused(gone)).isEqualTo(new Step.Ask(B));
  }

  @Test
  void busyServer_isAskedAgain_afterItsOwnPause_ifThatIsLonger() {
    course.start();

    assertThat(course.refused(later(RefusalCode.OVERLOADED, 10)))
        .isEqualTo(new Step.AskLater(A, Duration.ofMillis(50), later(RefusalCode.OVERLOADED, 10)));
    assertThat(course.refused(later(RefusalCode.OVERLOADED, 700)))
        .isEqualTo(
            new Step.AskLater(A, Duration.ofMillis(700), later(RefusalCode.OVERLOADED, 700)));
  }

  @Test
  void pauses_double_upToTheirLimit_andEnd() {
    Refusal busy = later(RefusalCode.OVERLOADED, 0);
    course.start();

    for (int millis : new int[] {50, 100, 200, 200, 200}) {
      assertThat(course.refused(busy))
          .isEqualTo(new Step.AskLater(A, Duration.ofMillis(millis), busy));
    }
    assertThat(course.refused(busy)).isEqualTo(new Step.GiveUp(busy));
  }

  @Test
  void jitter_shortens_byUpToHalf() {
    Refusal busy = later(RefusalCode.OVERLOADED, 0);
    Course late = new Course(LIMITS, () -> 0.5, ALL, false);
    late.start();

    assertThat(late.refused(busy)).isEqualTo(new Step.AskLater(A, Duration.ofMillis(75), busy));
  }

  @Test
  void oldDirectory_isFetchedOnce() {
    Refusal changed = Refusal.of(RefusalCode.RULE_CHANGED, "rule 2 is in force");
    course.start();
    assertThat(course.refused(changed)).isEqualTo(new Step.FetchDirectory(A, changed));
    assertThat(course.startAnew(List.of(C, B))).isEqualTo(new Step.Ask(C));

    assertThat(course.refused(changed)).isEqualTo(new Step.GiveUp(changed));
  }

  @Test
  void homeThatMoved_meansAnOldDirectory() {
    Refusal moved = Refusal.notHome(new Region("us-east"), 2);
    course.start();

    assertThat(course.refused(moved)).isEqualTo(new Step.FetchDirectory(A, moved));
  }

  @Test
  void corruptReplica_isPassedOver() {
    course.start();

    assertThat(course.refused(Refusal.of(RefusalCode.CORRUPT, "checksum")))
        .isEqualTo(new Step.Ask(B));
  }

  @Test
  void serverThatIsNotTrusted_isPassedOver_andNobodyWaitsForItsCertificate() {
    Refusal notTrusted = Refusal.of(RefusalCode.NOT_TRUSTED, "expired");
    course.start();

    assertThat(course.refused(notTrusted)).isEqualTo(new Step.Ask(B));
    assertThat(course.refused(notTrusted)).isEqualTo(new Step.Ask(C));
    assertThat(course.refused(notTrusted)).isEqualTo(new Step.GiveUp(notTrusted));
  }

  @Test
  void unknown_endsACourseThatMayNotRepeat() {
    course.start();

    assertThat(course.refused(UNKNOWN)).isEqualTo(new Step.GiveUp(UNKNOWN));
  }

  @Test
  void unknown_goesOnToTheOthers_ifItMayRepeat() {
    repeated.start();

    assertThat(repeated.refused(UNKNOWN)).isEqualTo(new Step.Ask(B));
    assertThat(repeated.refused(GONE)).isEqualTo(new Step.Ask(C));
    assertThat(repeated.refused(UNKNOWN))
        .isEqualTo(new Step.AskLater(A, Duration.ofMillis(50), UNKNOWN));
  }

  @Test
  void conditionThatFailed_isTheTruth_afterAnUnknownToo() {
    Refusal failed = Refusal.of(RefusalCode.CONDITION_FAILED, "exists");
    repeated.start();
    repeated.refused(UNKNOWN);

    assertThat(repeated.refused(failed)).isEqualTo(new Step.GiveUp(failed));
  }

  @Test
  void refusalForGood_saysNothingOfAnEarlierAttempt() {
    for (RefusalCode code : RefusalCode.values()) {
      if (code.kind() == RefusalKind.NEVER) {
        Course any = new Course(LIMITS, () -> 0.0, ALL, true);
        any.start();
        any.refused(UNKNOWN);
        any.refused(GONE);

        assertThat(any.refused(Refusal.of(code, "no")))
            .as("after %s", code)
            .isEqualTo(new Step.GiveUp(UNKNOWN));
      }
    }
  }

  @Test
  void verdict_staysUnknown_onceItIs() {
    repeated.start();
    assertThat(repeated.verdict(GONE)).isEqualTo(GONE);
    assertThat(repeated.isUnknown()).isFalse();

    repeated.refused(UNKNOWN);
    repeated.refused(GONE);

    assertThat(repeated.verdict(GONE)).isEqualTo(UNKNOWN);
    assertThat(repeated.isUnknown()).isTrue();
  }

  @Test
  void sessionThatEnded_isChanged_once() {
    Refusal expired = Refusal.of(RefusalCode.SESSION_EXPIRED, "idle");
    repeated.start();
    repeated.refused(notLeader(B));

    assertThat(repeated.refused(expired)).isEqualTo(new Step.ChangeSession(B));
    assertThat(repeated.refused(expired)).isEqualTo(new Step.GiveUp(expired));
  }

  @ForSeeds(500)
  void anyCourse_ends_andNeverGoesOnAfterWhatIsFinal(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    boolean repeatable = random.nextBoolean();
    Course any = new Course(LIMITS, random::nextDouble, ALL, repeatable);
    // In a round: each candidate, and the redirects; a directory or a session make one ask more.
    int asksMax = (LIMITS.pausesMax() + 2) * (ALL.size() + LIMITS.redirectsMax()) + 1;

    Step step = any.start();
    int asks = 0;
    boolean unknown = false;
    while (!(step instanceof Step.GiveUp)) {
      asks++;
      assertThat(asks).isLessThanOrEqualTo(asksMax);
      Refusal refusal = anyRefusal(random);
      unknown |= refusal.kind() == RefusalKind.UNKNOWN;
      step = any.refused(refusal);
      if (step instanceof Step.FetchDirectory) {
        step = any.startAnew(ALL);
      } else if (step instanceof Step.ChangeSession) {
        assertThat(refusal.code()).isEqualTo(RefusalCode.SESSION_EXPIRED);
        assertThat(unknown).isFalse();
      } else if (step instanceof Step.GiveUp end) {
        assertThat(end.refusal().kind() == RefusalKind.UNKNOWN)
            .isEqualTo(unknown && refusal.kind() != RefusalKind.READ_AGAIN);
      } else {
        assertThat(goesOn(refusal, repeatable)).as("after %s", refusal.code()).isTrue();
      }
    }
  }

  private static boolean goesOn(Refusal refusal, boolean repeatable) {
    return switch (refusal.kind()) {
      case ELSEWHERE, LATER -> true;
      case UNKNOWN -> repeatable;
      case READ_AGAIN, NEVER -> false;
    };
  }

  private static Refusal anyRefusal(RandomGenerator random) {
    return switch (random.nextInt(24)) {
      case 0, 20 -> UNKNOWN;
      case 21 -> Refusal.of(RefusalCode.SESSION_EXPIRED, "idle");
      case 22 -> random.nextBoolean() ? UNKNOWN : Refusal.of(RefusalCode.TOO_LARGE, "large");
      case 23 -> random.nextBoolean() ? GONE : Refusal.of(RefusalCode.CONDITION_FAILED, "exists");
      case 1 -> Refusal.of(RefusalCode.RULE_CHANGED, "rule");
      case 2, 3, 4, 5, 6, 7 -> notLeader(ALL.get(random.nextInt(ALL.size())));
      case 8, 9, 10 -> later(RefusalCode.OVERLOADED, 0);
      case 11, 12, 13 -> later(RefusalCode.NO_LEADER, 20);
      default -> later(RefusalCode.HOME_UNREACHABLE, 0);
    };
  }

  private static Refusal notLeader(Endpoint leader) {
    return Refusal.notLeader(EU, Optional.of(leader));
  }

  private static Refusal later(RefusalCode code, int millis) {
    return Refusal.later(code, "later", Duration.ofMillis(millis));
  }

  private static Endpoint endpoint(String node) {
    return new Endpoint(new NodeId(node), "127.0.0.1", 7_400);
  }
}
