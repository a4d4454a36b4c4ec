package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FlushTimesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  @Test
  void times_lieBetweenHalfOfTheIntervalAndTheWhole_andUseAllOfIt() {
    List<Long> drawn = times("a").limit(1_000).boxed().toList();

    assertThat(drawn)
        .allSatisfy(t -> assertThat(t).isBetween(INTERVAL.toNanos() / 2, INTERVAL.toNanos()))
        .anySatisfy(t -> assertThat(t).isLessThan(Duration.ofSeconds(16).toNanos()))
        .anySatisfy(t -> assertThat(t).isGreaterThan(Duration.ofSeconds(29).toNanos()));
  }

  /**
   * Three replicas that begin at one moment. By chance a third of one's flushes have another's
   * within 2 s: two others, 4 s of every 22. Equal times would be all of them.
   */
  @Test
  void replicas_flushApart_mostly() {
    List<List<Long>> flushes =
        Stream.of("node-a-0", "node-b-0", "node-c-0").map(FlushTimesTest::instants).toList();

    long together =
        flushes.get(0).stream()
            .filter(t -> isNear(flushes.get(1), t) || isNear(flushes.get(2), t))
            .count();

    assertThat(together).isLessThan(flushes.get(0).size() / 2);
  }

  @Test
  void noInterval_flushesAtOnce() {
    assertThat(new FlushTimes(Duration.ZERO, "a").next()).isZero();
  }

  private static LongStream times(String name) {
    FlushTimes times = new FlushTimes(INTERVAL, name);
    return LongStream.generate(times::next);
  }

  private static List<Long> instants(String name) {
    FlushTimes times = new FlushTimes(INTERVAL, name);
    return LongStream.iterate(times.next(), at -> at + times.next()).limit(100).boxed().toList();
  }

  /** Within two seconds, about what a flush takes. */
  private static boolean isNear(List<Long> flushes, long instant) {
    return flushes.stream().anyMatch(t -> Math.abs(t - instant) < 2_000_000_000L);
  }
}
