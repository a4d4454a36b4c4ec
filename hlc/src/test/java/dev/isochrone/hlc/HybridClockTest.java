package dev.isochrone.hlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.testing.ForSeeds;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private static final long OFFSET_MAX_MILLIS = 250;

  private long wallMillis = 1_000;
  private final HybridClock clock =
      HybridClock.unbounded(() -> wallMillis, Duration.ofMillis(OFFSET_MAX_MILLIS));

  @Test
  void tick_whileTheWallStandsStill_countsLogically() {
    assertThat(clock.tick()).isEqualTo(issued(1_000, 0));
    assertThat(clock.tick()).isEqualTo(issued(1_000, 1));
  }

  @Test
  void tick_afterTheWallMovedOn_followsIt() {
    clock.tick();
    wallMillis = 1_001;

    assertThat(clock.tick()).isEqualTo(issued(1_001, 0));
  }

  @Test
  void tick_afterTheWallWentBack_goesOn() {
    clock.tick();
    wallMillis = 1_000 - OFFSET_MAX_MILLIS;

    assertThat(clock.tick()).isEqualTo(issued(1_000, 1));
  }

  @Test
  void tick_afterTheWallWentBackTooFar_isStalled_andReadsGoOn() {
    clock.tick();
    wallMillis = 1_000 - OFFSET_MAX_MILLIS - 1;

    assertThat(clock.tick()).isEqualTo(stalled(Tick.Why.AHEAD_OF_WALL, OFFSET_MAX_MILLIS + 1));
    assertThat(clock.now()).isEqualTo(HlcTimestamp.of(1_000, 0));
    assertThat(clock.latest()).isEqualTo(HlcTimestamp.of(1_000, 0));
  }

  @Test
  void tick_onceTheWallIsNearAgain_isIssued() {
    clock.tick();
    wallMillis = 1;
    clock.tick();
    wallMillis = 1_000 - OFFSET_MAX_MILLIS;

    assertThat(clock.tick()).isEqualTo(issued(1_000, 1));
  }

  @Test
  void tick_65536TimesInAMillisecond_carriesIntoTheNext() {
    for (int i = 0; i < 65_536; i++) {
      assertThat(clock.tick()).isEqualTo(issued(1_000, i));
    }

    assertThat(clock.tick()).isEqualTo(issued(1_001, 0));
  }

  @Test
  void tick_whileCarriesRunAheadOfTheWall_isStalledAtTheMaxOffset_andThenGoesOn() {
    HybridClock tight = HybridClock.unbounded(() -> wallMillis, Duration.ofMillis(2));
    for (int i = 0; i < 3 * 65_536; i++) {
      assertThat(tight.tick()).isInstanceOf(Tick.Issued.class);
    }

    assertThat(tight.tick()).isEqualTo(stalled(Tick.Why.AHEAD_OF_WALL, 3));
    assertThat(tight.tick()).isEqualTo(stalled(Tick.Why.AHEAD_OF_WALL, 3));
    wallMillis++;
    assertThat(tight.tick()).isEqualTo(issued(1_003, 0));
  }

  @Test
  void tick_withAWallBefore1970_countsFrom1970() {
    wallMillis = Long.MIN_VALUE;

    assertThat(clock.tick()).isEqualTo(issued(0, 1));
    assertThat(clock.now()).isEqualTo(HlcTimestamp.of(0, 1));
  }

  @Test
  void tick_atTheEndOfTime_isStalled_andNeverGoesBack() {
    clock.ratchet(HlcTimestamp.MAX);

    assertThat(clock.tick()).isInstanceOf(Tick.Stalled.class);
    wallMillis = Long.MAX_VALUE;
    assertThat(clock.tick()).isInstanceOf(Tick.Stalled.class);
    assertThat(clock.latest()).isEqualTo(HlcTimestamp.MAX);
    assertThatThrownBy(() -> clock.stampAfter(HlcTimestamp.MIN, 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void observe_atTheMaxOffset_isAccepted_andTheNextReadingIsAboveIt() {
    HlcTimestamp remote = HlcTimestamp.of(1_000 + OFFSET_MAX_MILLIS, 7);

    assertThat(clock.observe(new ClockReading(remote))).isEqualTo(new Observation.Accepted(remote));
    assertThat(clock.tick()).isEqualTo(new Tick.Issued(new ClockReading(remote.next())));
  }

  @Test
  void observe_beyondTheMaxOffset_isRefused_andLeavesTheClockAlone() {
    HlcTimestamp remote = HlcTimestamp.of(1_000 + OFFSET_MAX_MILLIS + 1, 0);

    assertThat(clock.observe(new ClockReading(remote)))
        .isEqualTo(new Observation.TooFarAhead(OFFSET_MAX_MILLIS + 1));
    assertThat(clock.latest()).isEqualTo(HlcTimestamp.MIN);
    assertThat(clock.tick()).isEqualTo(issued(1_000, 0));
  }

  @Test
  void observe_anOldReading_leavesTheClockAlone() {
    clock.tick();

    assertThat(clock.observe(new ClockReading(HlcTimestamp.of(999, 3))))
        .isEqualTo(new Observation.Accepted(HlcTimestamp.of(1_000, 0)));
    assertThat(clock.tick()).isEqualTo(issued(1_000, 1));
  }

  @Test
  void observe_withAWallBefore1970_stillRefusesWhatIsTooFarAhead() {
    wallMillis = Long.MIN_VALUE;
    ClockReading far = new ClockReading(HlcTimestamp.of(OFFSET_MAX_MILLIS + 1, 0));

    assertThat(clock.observe(far)).isInstanceOf(Observation.TooFarAhead.class);
  }

  @Test
  void ratchet_farAheadOfTheWall_isNeverRefused_andStallsReadingsAlone() {
    HlcTimestamp inOwnLog = HlcTimestamp.of(1_000_000, 5);

    clock.ratchet(inOwnLog);

    assertThat(clock.latest()).isEqualTo(inOwnLog);
    assertThat(clock.tick()).isEqualTo(stalled(Tick.Why.AHEAD_OF_WALL, 999_000));
    assertThat(clock.stampAfter(HlcTimestamp.MIN, 1)).isEqualTo(inOwnLog.next());
  }

  @Test
  void stampAfter_aFloorFarAhead_isAboveIt_andNeverRefuses() {
    HlcTimestamp floor = HlcTimestamp.of(50_000, 9);

    assertThat(clock.stampAfter(floor, 3)).isEqualTo(floor.next());
    assertThat(clock.latest()).isEqualTo(floor.plus(3));
    assertThat(clock.stampAfter(HlcTimestamp.MIN, 1)).isEqualTo(floor.plus(4));
  }

  @Test
  void stampAfter_aFloorBehind_followsTheWall() {
    assertThat(clock.stampAfter(HlcTimestamp.of(999, 9), 1)).isEqualTo(HlcTimestamp.of(1_000, 0));
  }

  @Test
  void stampAfter_readsNoBound() {
    HybridClock withoutBound =
        new HybridClock(() -> wallMillis, HybridClock.OFFSET_MAX, HlcTimestamp.MIN);

    assertThat(withoutBound.tick()).isEqualTo(stalled(Tick.Why.BEYOND_BOUND, 1_000));
    assertThat(withoutBound.stampAfter(HlcTimestamp.MIN, 1)).isEqualTo(HlcTimestamp.of(1_000, 0));
  }

  @Test
  void stampAfter_noTicks_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> clock.stampAfter(HlcTimestamp.MIN, 0));
  }

  @Test
  void now_issuesNothing() {
    assertThat(clock.now()).isEqualTo(HlcTimestamp.of(1_000, 0));
    assertThat(clock.now()).isEqualTo(HlcTimestamp.of(1_000, 0));
    assertThat(clock.tick()).isEqualTo(issued(1_000, 0));
  }

  @ForSeeds
  void everyReadingIsNew_howeverTheWallJumps(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    HlcTimestamp previous = HlcTimestamp.MIN;
    for (int i = 0; i < 100; i++) {
      wallMillis = random.nextLong(600);
      if (clock.tick() instanceof Tick.Issued issued) {
        assertThat(issued.reading().at()).isGreaterThan(previous);
        previous = issued.reading().at();
      }
    }
  }

  @ForSeeds
  void doesWhatTheObviousClockDoes_whateverHappens(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    ObviousClock obvious = new ObviousClock();
    for (int step = 0; step < 60; step++) {
      wallMillis = Math.max(0, wallMillis + random.nextLong(-200, 250));
      HlcTimestamp other =
          HlcTimestamp.of(
              Math.max(0, wallMillis + random.nextLong(-300, 400)),
              random.nextBoolean() ? 65_535 : random.nextInt(3));
      switch (random.nextInt(4)) {
        case 0 -> {
          Optional<HlcTimestamp> expected = obvious.tick(wallMillis);
          assertThat(clock.tick() instanceof Tick.Issued i ? Optional.of(i.reading().at()) : none())
              .isEqualTo(expected);
        }
        case 1 ->
            assertThat(clock.observe(new ClockReading(other)) instanceof Observation.Accepted)
                .isEqualTo(obvious.observe(other, wallMillis));
        case 2 -> {
          clock.ratchet(other);
          obvious.takeIn(other.millis(), other.logical());
        }
        default -> {
          int ticks = random.nextInt(1, 4);
          assertThat(clock.stampAfter(other, ticks))
              .isEqualTo(obvious.stampAfter(other, ticks, wallMillis));
        }
      }
      assertThat(clock.latest()).isEqualTo(HlcTimestamp.of(obvious.millis, obvious.logical));
    }
  }

  /** The slow and obvious version: the paper's two variables, and its rules one by one. */
  private static final class ObviousClock {
    long millis;
    long logical;

    Optional<HlcTimestamp> tick(long wall) {
      long millisBefore = millis;
      long logicalBefore = logical;
      step(wall);
      if (millis - wall > OFFSET_MAX_MILLIS) {
        millis = millisBefore;
        logical = logicalBefore;
        return Optional.empty();
      }
      return Optional.of(HlcTimestamp.of(millis, logical));
    }

    boolean observe(HlcTimestamp remote, long wall) {
      if (remote.millis() - wall > OFFSET_MAX_MILLIS) {
        return false;
      }
      takeIn(remote.millis(), remote.logical());
      return true;
    }

    HlcTimestamp stampAfter(HlcTimestamp floor, int ticks, long wall) {
      takeIn(floor.millis(), floor.logical());
      step(wall);
      HlcTimestamp first = HlcTimestamp.of(millis, logical);
      for (int i = 1; i < ticks; i++) {
        step(0);
      }
      return first;
    }

    void takeIn(long otherMillis, long otherLogical) {
      if (otherMillis > millis) {
        millis = otherMillis;
        logical = otherLogical;
      } else if (otherMillis == millis) {
        logical = Math.max(logical, otherLogical);
      }
    }

    private void step(long wall) {
      if (wall > millis) {
        millis = wall;
        logical = 0;
      } else if (logical < 65_535) {
        logical++;
      } else {
        millis++;
        logical = 0;
      }
    }
  }

  private static Optional<HlcTimestamp> none() {
    return Optional.empty();
  }

  private static Tick issued(long millis, long logical) {
    return new Tick.Issued(new ClockReading(HlcTimestamp.of(millis, logical)));
  }

  private static Tick stalled(Tick.Why why, long millisAhead) {
    return new Tick.Stalled(why, millisAhead);
  }
}
