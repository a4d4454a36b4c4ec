package dev.isochrone.consensus.leadership;

import static dev.isochrone.consensus.Confirmation.CONFIRMED;
import static dev.isochrone.consensus.Confirmation.NOT_CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AppliedWaitersTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Runnable> timers = new ArrayList<>();
  private final Timeouts byHand =
      (wait, action) -> {
        timers.add(action);
        return () -> timers.remove(action);
      };
  private final AppliedWaiters waiters = new AppliedWaiters(4, byHand, 2);

  @Test
  void await_ofWhatIsApplied_isConfirmedAtOnce() {
    assertThat(waiters.await(4, LONG)).isCompletedWithValue(CONFIRMED);
    assertThat(timers).isEmpty();
  }

  @Test
  void advance_confirmsThoseItReaches_andTakesTheirTimersBack() {
    CompletableFuture<Confirmation> five = waiters.await(5, LONG);
    CompletableFuture<Confirmation> six = waiters.await(6, LONG);

    waiters.advance(5);

    assertThat(five).isCompletedWithValue(CONFIRMED);
    assertThat(six).isNotDone();
    assertThat(timers).hasSize(1);
    waiters.advance(9);
    assertThat(six).isCompletedWithValue(CONFIRMED);
  }

  @Test
  void timeout_isNotConfirmed_andLeavesTheOthersOfTheIndex() {
    CompletableFuture<Confirmation> first = waiters.await(5, LONG);
    CompletableFuture<Confirmation> second = waiters.await(5, LONG);

    timers.get(0).run();

    assertThat(first).isCompletedWithValue(NOT_CONFIRMED);
    assertThat(second).isNotDone();
    waiters.advance(5);
    assertThat(second).isCompletedWithValue(CONFIRMED);
  }

  @Test
  void await_beyondTheBound_isNotConfirmed_andTheBoundCountsThoseWhoWait() {
    CompletableFuture<?> first = waiters.await(5, LONG);
    CompletableFuture<?> second = waiters.await(6, LONG);
    assertThat(waiters.await(7, LONG)).isCompletedWithValue(NOT_CONFIRMED);

    waiters.advance(5);

    assertThat(first).isDone();
    assertThat(second).isNotDone();
    assertThat(waiters.await(7, LONG)).isNotDone();
  }

  @Test
  void close_isNotConfirmedForAll_alsoForThoseWhoCome() {
    CompletableFuture<Confirmation> waiting = waiters.await(5, LONG);

    waiters.close();

    assertThat(waiting).isCompletedWithValue(NOT_CONFIRMED);
    assertThat(waiters.await(1, LONG)).isCompletedWithValue(NOT_CONFIRMED);
  }
}
