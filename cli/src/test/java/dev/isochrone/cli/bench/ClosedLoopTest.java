package dev.isochrone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The loop against requests that are answered by hand, on a time that is told. */
class ClosedLoopTest {
  private static final int ROWS = 10;

  private final AtomicLong nanos = new AtomicLong();
  private final ClosedLoop loop =
      new ClosedLoop(
          nanos::get,
          RandomGeneratorFactory.of("L64X128MixRandom").create(1),
          ROWS,
          Duration.ofSeconds(1));

  @Test
  void requests_oneAfterTheOther_areAllCounted_andTheRateIsOverTheirTime() throws Exception {
    Measured measured =
        loop.run(
            row -> {
              assertThat(row).isBetween(0, ROWS - 1);
              nanos.addAndGet(1_000_000);
              return CompletableFuture.completedFuture("");
            },
            new ClosedLoop.Run(1, Duration.ofMillis(100), Pace.AT_ONCE),
            passed -> {});

    assertThat(measured.latencies().getTotalCount()).isEqualTo(100);
    assertThat(measured.rate()).isBetween(999.0, 1_001.0);
    assertThat(measured.millisAt(50)).isBetween(0.99, 1.01);
    assertThat(measured.refused()).isEmpty();
  }

  @Test
  void scans_areCountedAsRequests_andTheirRowsBeside() throws Exception {
    Measured measured =
        loop.run(
            row -> {
              nanos.addAndGet(1_000_000);
              return CompletableFuture.completedFuture(new Scans.Scanned(row == 0 ? 0 : 7));
            },
            new ClosedLoop.Run(1, Duration.ofMillis(100), Pace.AT_ONCE),
            passed -> {});

    assertThat(measured.rate()).isBetween(999.0, 1_001.0);
    assertThat(measured.rows()).isPositive().isLessThan(700).isEqualTo(measured.rows() / 7 * 7);
    assertThat(measured.rowRate()).isBetween(measured.rows() * 9.99, measured.rows() * 10.01);
  }

  @Test
  void loop_keepsAsManyOutstandingAsItWasTold_andWaitsForTheLast() throws Exception {
    int depth = 4;
    Queue<CompletableFuture<String>> open = new ArrayDeque<>();

    Measured measured =
        loop.run(
            row -> {
              CompletableFuture<String> request = new CompletableFuture<>();
              open.add(request);
              assertThat(open.size()).isLessThanOrEqualTo(depth);
              if (open.size() == depth) {
                nanos.addAndGet(5_000_000);
                open.forEach(all -> all.complete(""));
                open.clear();
              }
              return request;
            },
            new ClosedLoop.Run(depth, Duration.ofMillis(14), Pace.AT_ONCE),
            passed -> {});

    assertThat(measured.latencies().getTotalCount()).isEqualTo(12);
    assertThat(measured.millisAt(50)).isBetween(4.9, 5.1);
  }

  /** Else a server that stands still is seen by one request at a time. */
  @Test
  void pacedRequests_areMeasuredFromWhenTheyWereDue() throws Exception {
    ClosedLoop paced =
        new ClosedLoop(
            () -> nanos.addAndGet(200_000),
            RandomGeneratorFactory.of("L64X128MixRandom").create(1),
            ROWS,
            Duration.ofSeconds(1));
    AtomicInteger sent = new AtomicInteger();

    Measured measured =
        paced.run(
            row -> {
              nanos.addAndGet(sent.getAndIncrement() == 0 ? 50_000_000 : 0);
              return CompletableFuture.completedFuture("");
            },
            new ClosedLoop.Run(1, Duration.ofMillis(200), new Pace(500)),
            passed -> {});

    assertThat(measured.latencies().getTotalCount()).isBetween(95L, 100L);
    assertThat(measured.maxMillis()).isBetween(50.0, 52.0);
    assertThat(measured.latencies().getCountBetweenValues(10_000_000, 100_000_000))
        .as("those due while it stood still")
        .isBetween(18L, 45L);
    assertThat(measured.millisAt(10)).isLessThan(2);
  }

  @Test
  void pace_isEven_andHoldsForYears() {
    Pace pace = new Pace(3);

    assertThat(pace.dueAfter(3)).isEqualTo(1_000_000_000L);
    assertThat(pace.dueAfter(4)).isEqualTo(1_333_333_333L);
    assertThat(pace.dueAfter(3L << 30)).isEqualTo(1_000_000_000L << 30);
    assertThat(Pace.AT_ONCE.dueAfter(7)).isZero();
    assertThatThrownBy(() -> new Pace(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusals_areCountedByCode_andAreNoLatencies() throws Exception {
    Measured measured =
        loop.run(
            row -> {
              nanos.addAndGet(1_000_000);
              return CompletableFuture.failedFuture(
                  new CompletionException(
                      Refusal.of(RefusalCode.CONDITION_FAILED, "no").asException()));
            },
            new ClosedLoop.Run(1, Duration.ofMillis(10), Pace.AT_ONCE),
            passed -> {});

    assertThat(measured.refused()).containsOnlyKeys(RefusalCode.CONDITION_FAILED);
    assertThat(measured.refused().get(RefusalCode.CONDITION_FAILED)).isEqualTo(10L);
    assertThat(measured.latencies().getTotalCount()).isZero();
  }

  @Test
  void failure_thatIsNoRefusal_endsTheMeasurement() {
    assertThatThrownBy(
            () ->
                loop.run(
                    row -> {
                      nanos.addAndGet(1_000_000);
                      return CompletableFuture.failedFuture(new ArithmeticException("defect"));
                    },
                    new ClosedLoop.Run(1, Duration.ofMillis(2), Pace.AT_ONCE),
                    passed -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void request_thatIsNeverAnswered_isSaid() {
    assertThatThrownBy(
            () ->
                loop.run(
                    row -> {
                      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                      return new CompletableFuture<>();
                    },
                    new ClosedLoop.Run(2, Duration.ofMillis(1), Pace.AT_ONCE),
                    passed -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not answered");
  }
}
