package dev.isochrone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void figure_showsTheRunInTheMiddle_whateverTheOrder() {
    Figure figure = new Figure(Workload.PUT, 1, List.of(run(30), run(10), run(20)));

    assertThat(figure.median().rate()).isEqualTo(20);
    assertThat(figure.slowest().rate()).isEqualTo(10);
    assertThat(figure.fastest().rate()).isEqualTo(30);
    assertThat(figure.refused()).isEqualTo(Map.of(RefusalCode.OVERLOADED, 6L));
  }

  @Test
  void figure_ofTwoRuns_showsTheSlower() {
    assertThat(new Figure(Workload.GET, 1, List.of(run(20), run(10))).median().rate())
        .isEqualTo(10);
  }

  @Test
  void plan_countsItsSeconds_andRefusesToMeasureNothing() {
    Plan plan =
        new Plan(
            List.of(Workload.PUT, Workload.GET),
            List.of(1, 64),
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            3,
            Pace.AT_ONCE);

    assertThat(plan.seconds()).isEqualTo(2 * (45 + 2 * (1 + 30)));
    assertThat(plan.deepest()).isEqualTo(64);
    assertThatThrownBy(
            () ->
                new Plan(
                    List.of(Workload.PUT),
                    List.of(0),
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    1,
                    Pace.AT_ONCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workloads_areWrittenAsTheyAreGiven() {
    assertThat(Workload.CONDITIONAL_PUT).hasToString("conditional-put");
  }

  @Test
  void setting_refusesScansOfNoRows() {
    assertThatThrownBy(() -> new Measurement.Setting(1, 0, Consistency.STRONG, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 rows");
  }

  private static Measured run(int requests) {
    Histogram latencies = new Histogram(3);
    for (int i = 0; i < requests; i++) {
      latencies.recordValue(1_000_000);
    }
    return new Measured(
        1_000_000_000, latencies, 0, 0, new TreeMap<>(Map.of(RefusalCode.OVERLOADED, 2L)));
  }
}
