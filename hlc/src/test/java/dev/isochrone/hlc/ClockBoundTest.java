package dev.isochrone.hlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.testing.ForSeeds;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ClockBoundTest {
  private static final long START = 1_700_000_000_000L;
  private static final long AHEAD = ClockBound.AHEAD.toMillis();
  private static final long TEN_MINUTES = 600_000;

  private final FakeStore store = new FakeStore();
  private long wallMillis = START;

  @Test
  void open_theFirstTime_savesABoundBeforeItIssues() throws IOException {
    ClockBound bound = open();

    assertThat(store.saved).isEqualTo(HlcTimestamp.of(START + AHEAD, 0));
    assertThat(bound.clock().tick()).isEqualTo(issued(HlcTimestamp.of(START, 0)));
  }

  @Test
  void open_whenTheBoundCantBeLoadedOrSaved_fails() {
    store.broken = true;

    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }

  @Test
  void tick_beyondTheBound_isStalled_untilTheBoundIsMoved() throws IOException {
    ClockBound bound = open();
    wallMillis = START + AHEAD;
    bound.clock().ratchet(HlcTimestamp.of(START + AHEAD, 0));

    assertThat(bound.clock().tick()).isEqualTo(new Tick.Stalled(Tick.Why.BEYOND_BOUND, 0));
    wallMillis += 5;
    assertThat(bound.clock().tick()).isEqualTo(new Tick.Stalled(Tick.Why.BEYOND_BOUND, 5));
    bound.extend();
    assertThat(bound.clock().tick()).isEqualTo(issued(HlcTimestamp.of(START + AHEAD + 5, 0)));
  }

  @Test
  void tick_atTheBound_isIssued() throws IOException {
    ClockBound bound = open();
    wallMillis = START + AHEAD;

    assertThat(bound.clock().tick()).isEqualTo(issued(store.saved));
  }

  @Test
  void extend_whileHalfIsLeft_savesNothing() throws IOException {
    ClockBound bound = open();
    wallMillis = START + AHEAD / 2;

    bound.extend();
    assertThat(store.saves).isEqualTo(1);
    wallMillis++;
    bound.extend();
    assertThat(store.saves).isEqualTo(2);
    assertThat(store.saved).isEqualTo(HlcTimestamp.of(wallMillis + AHEAD, 0));
  }

  @Test
  void extend_everyHalfSecond_neverLetsTheClockStall() throws IOException {
    ClockBound bound = open();
    for (int i = 0; i < 100; i++) {
      wallMillis += 500;
      assertThat(bound.clock().tick()).isInstanceOf(Tick.Issued.class);
      bound.extend();
    }
    assertThat(store.saves).isLessThan(40);
  }

  @Test
  void extend_whenTheStoreFails_leavesTheBound_andTheClockStallsRatherThanPassIt()
      throws IOException {
    ClockBound bound = open();
    HlcTimestamp before = store.saved;
    store.broken = true;
    wallMillis = START + AHEAD + 1;

    assertThatThrownBy(bound::extend).isInstanceOf(IOException.class);
    assertThat(bound.clock().tick()).isEqualTo(new Tick.Stalled(Tick.Why.BEYOND_BOUND, 1));

    store.broken = false;
    bound.extend();
    assertThat(store.saved).isGreaterThan(before);
    assertThat(bound.clock().tick()).isInstanceOf(Tick.Issued.class);
  }

  @Test
  void extend_afterTheWallWentBack_neverLowersTheBound() throws IOException {
    ClockBound bound = open();
    HlcTimestamp before = store.saved;
    wallMillis -= TEN_MINUTES;

    bound.extend();

    assertThat(store.saved).isEqualTo(before);
  }

  @Test
  void restart_afterACrash_isStalledUntilTheWallIsNear_andReadsGoOn() throws IOException {
    open().clock().tick();

    HybridClock clock = open().clock();

    assertThat(clock.tick()).isEqualTo(new Tick.Stalled(Tick.Why.AHEAD_OF_WALL, AHEAD));
    assertThat(clock.now()).isEqualTo(HlcTimestamp.of(START + AHEAD, 0));
    wallMillis = START + AHEAD - HybridClock.OFFSET_MAX.toMillis() - 1;
    assertThat(clock.tick()).isInstanceOf(Tick.Stalled.class);
  }

  @Test
  void restart_onceTheWallIsNear_issuesAboveTheOldBound() throws IOException {
    open().clock().tick();
    ClockBound bound = open();
    HlcTimestamp old = store.saved;
    wallMillis = START + AHEAD - HybridClock.OFFSET_MAX.toMillis();

    bound.extend();

    assertThat(bound.clock().tick()).isEqualTo(issued(old.next()));
  }

  @Test
  void restart_withTheWallTenMinutesBack_isStalled_andReadsGoOn() throws IOException {
    HlcTimestamp last = reading(open().clock().tick());
    wallMillis -= TEN_MINUTES;

    HybridClock clock = open().clock();

    assertThat(clock.tick())
        .isEqualTo(new Tick.Stalled(Tick.Why.AHEAD_OF_WALL, AHEAD + TEN_MINUTES));
    assertThat(clock.now()).isGreaterThan(last);
  }

  /** Each start once saved the clock's own time plus AHEAD, so that a loop of crashes ran away. */
  @Test
  void restart_aHundredTimesInARow_doesNotPushTheBoundAway() throws IOException {
    for (int i = 0; i < 100; i++) {
      wallMillis += 10;
      open();
    }

    assertThat(store.saved).isLessThanOrEqualTo(HlcTimestamp.of(wallMillis + AHEAD, 0));
  }

  @Test
  void restart_afterACleanClose_doesNotWait() throws IOException {
    ClockBound bound = open();
    HlcTimestamp last = reading(bound.clock().tick());
    bound.close();

    assertThat(store.saved).isEqualTo(last);
    assertThat(open().clock().tick()).isEqualTo(issued(last.next()));
  }

  @Test
  void close_endsReadings_andLeavesStampsToTheLog() throws IOException {
    ClockBound bound = open();
    bound.close();

    assertThat(bound.clock().tick()).isEqualTo(new Tick.Stalled(Tick.Why.CLOSED, 0));
    assertThat(bound.clock().stampAfter(HlcTimestamp.MIN, 1)).isEqualTo(HlcTimestamp.of(START, 0));
    assertThatThrownBy(bound::extend).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_again_doesNothing() throws IOException {
    ClockBound bound = open();
    bound.clock().tick();
    bound.close();
    int saves = store.saves;

    bound.close();

    assertThat(store.saves).isEqualTo(saves);
  }

  @Test
  void close_whenTheStoreFails_leavesABoundAboveAllThatWasIssued() throws IOException {
    ClockBound bound = open();
    HlcTimestamp last = reading(bound.clock().tick());
    store.broken = true;

    assertThatThrownBy(bound::close).isInstanceOf(IOException.class);
    assertThat(store.saved).isGreaterThan(last);
  }

  /** Lives, crashes and lives again, with a wall that may be set back while the server is down. */
  @ForSeeds
  void everyReadingIsAboveAllOfAllLivesBefore_whereverACrashComes(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    HlcTimestamp greatest = HlcTimestamp.MIN;
    for (int life = 0; life < 8; life++) {
      store.crashIn(random.nextInt(6), /* afterSaving= */ random.nextBoolean());
      greatest = liveUntilCrash(random, greatest);
      wallMillis += random.nextInt(4) == 0 ? -TEN_MINUTES : random.nextLong(10_000);
    }
    store.crashIn(Integer.MAX_VALUE, false);
    wallMillis = Math.max(wallMillis, store.saved.millis());
    assertThat(liveOn(random, greatest, 20)).isGreaterThan(greatest);
  }

  private HlcTimestamp liveUntilCrash(RandomGenerator random, HlcTimestamp greatest) {
    return liveOn(random, greatest, random.nextInt(30));
  }

  private HlcTimestamp liveOn(RandomGenerator random, HlcTimestamp before, int steps) {
    HlcTimestamp greatest = before;
    try {
      ClockBound bound = open();
      for (int step = 0; step < steps; step++) {
        wallMillis += random.nextLong(900);
        bound.clock().observe(new ClockReading(HlcTimestamp.of(wallMillis + 400, 3)));
        for (int i = 0; i < 3; i++) {
          if (bound.clock().tick() instanceof Tick.Issued issued) {
            assertThat(issued.reading().at()).isGreaterThan(greatest);
            greatest = issued.reading().at();
          }
        }
        bound.extend();
      }
      if (random.nextBoolean()) {
        bound.close();
      }
    } catch (Crash crash) {
      return greatest;
    } catch (IOException none) {
      throw new AssertionError(none);
    }
    return greatest;
  }

  private ClockBound open() throws IOException {
    return ClockBound.open(store, () -> wallMillis, HybridClock.OFFSET_MAX);
  }

  private static HlcTimestamp reading(Tick tick) {
    return ((Tick.Issued) tick).reading().at();
  }

  private static Tick issued(HlcTimestamp at) {
    return new Tick.Issued(new ClockReading(at));
  }

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What outlives the process; crashes it before or after a save, as it is told. */
  private static final class FakeStore implements ClockBound.Store {
    HlcTimestamp saved = HlcTimestamp.MIN;
    int saves;
    boolean broken;
    private int savesLeft = Integer.MAX_VALUE;
    private boolean afterSaving;

    void crashIn(int saves, boolean afterSaving) {
      this.savesLeft = saves;
      this.afterSaving = afterSaving;
    }

    @Override
    public HlcTimestamp load() throws IOException {
      failIfBroken();
      return saved;
    }

    @Override
    public void save(HlcTimestamp bound) throws IOException {
      failIfBroken();
      boolean crash = savesLeft-- == 0;
      if (!crash || afterSaving) {
        saved = bound;
        saves++;
      }
      if (crash) {
        throw new Crash();
      }
    }

    private void failIfBroken() throws IOException {
      if (broken) {
        throw new IOException("no such disk");
      }
    }
  }
}
