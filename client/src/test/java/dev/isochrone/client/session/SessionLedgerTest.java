package dev.isochrone.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionLedgerTest {
  private static final HlcTimestamp OPENED = HlcTimestamp.of(5, 0);

  private final SessionLedger ledger = new SessionLedger(7, OPENED);

  @Test
  void sequences_countFromOne_andNameTheLowestUnanswered() {
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 1, 1));
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 2, 1));
    ledger.done(2);
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 3, 1));
    ledger.done(1);
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 4, 3));
  }

  @Test
  void sequence_isDoneOnce() {
    ledger.begin();
    ledger.begin();
    ledger.done(2);

    assertThatThrownBy(() -> ledger.done(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.done(3)).isInstanceOf(IllegalStateException.class);
    ledger.done(1);
    assertThatThrownBy(() -> ledger.done(1)).isInstanceOf(IllegalStateException.class);
  }

  /** However many above it are answered, a server would have to forget the lowest. */
  @Test
  void windowIsFull_untilTheLowestIsDone() {
    for (int i = 0; i < SessionLedger.WINDOW; i++) {
      assertThat(ledger.begin()).isNotNull();
    }
    assertThat(ledger.begin()).isNull();
    assertThat(ledger.done(2)).isFalse();
    assertThat(ledger.begin()).isNull();

    assertThat(ledger.done(1)).isTrue();

    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 4_097, 3));
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 4_098, 3));
    assertThat(ledger.begin()).isNull();
  }

  /** The model: a set of all that is outstanding. Often near the full window, and around it. */
  @ForSeeds(200)
  void anyCourse_isThatOfASet(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int wanted = 1 + random.nextInt(SessionLedger.WINDOW + 100);
    TreeSet<Long> outstanding = new TreeSet<>();
    long next = 1;
    for (int i = 0; i < 12_000; i++) {
      if (outstanding.size() < wanted && random.nextInt(5) > 0) {
        long lowest = outstanding.isEmpty() ? next : outstanding.first();
        @Nullable SessionStep step = ledger.begin();
        if (next - lowest == SessionLedger.WINDOW) {
          assertThat(step).isNull();
        } else {
          assertThat(step).isEqualTo(new SessionStep(7, OPENED, next, lowest));
          outstanding.add(next++);
        }
      }
      if (!outstanding.isEmpty() && random.nextInt(3) == 0) {
        long done = random.nextInt(4) > 0 ? outstanding.first() : any(outstanding, random);
        boolean wasFull = next - outstanding.first() == SessionLedger.WINDOW;
        outstanding.remove(done);
        long lowest = outstanding.isEmpty() ? next : outstanding.first();
        assertThat(ledger.done(done)).isEqualTo(wasFull && next - lowest < SessionLedger.WINDOW);
      }
    }
  }

  @Test
  void threads_getSequencesOfTheirOwn() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<List<Long>> given = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      List<Long> mine = new ArrayList<>();
      given.add(mine);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  SessionStep step = ledger.begin();
                  while (step == null) { // The window may be full of what one slow thread holds.
                    Thread.onSpinWait();
                    step = ledger.begin();
                  }
                  mine.add(step.sequence());
                  ledger.done(step.sequence());
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join(60_000);
    }

    assertThat(given.stream().flatMap(List::stream)).doesNotHaveDuplicates().hasSize(80_000);
    assertThat(ledger.begin()).isEqualTo(new SessionStep(7, OPENED, 80_001, 80_001));
  }

  private static long any(NavigableSet<Long> outstanding, RandomGenerator random) {
    long first = outstanding.first();
    Long found = outstanding.ceiling(first + random.nextLong(outstanding.last() - first + 1));
    return Optional.ofNullable(found).orElse(first);
  }
}
