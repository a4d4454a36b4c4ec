package dev.isochrone.hlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at one clock, whose wall trembles meanwhile. */
class HybridClockThreadsTest {
  private static final int THREADS = 8;

  private final AtomicLong looks = new AtomicLong();
  private final HybridClock clock =
      HybridClock.unbounded(() -> 1_000_000 + looks.getAndIncrement() % 3, Duration.ofMillis(500));
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final CyclicBarrier start = new CyclicBarrier(THREADS);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void tick_aMillionTimesFromEightThreads_ascendsInEachAndRepeatsInNone() throws Exception {
    int each = 125_000;

    List<long[]> all =
        inAllThreads(
            () -> {
              long[] readings = new long[each];
              for (int i = 0; i < each; i++) {
                readings[i] = ((Tick.Issued) clock.tick()).reading().at().packed();
              }
              return readings;
            });

    for (long[] readings : all) {
      assertStrictlyAscending(readings);
    }
    long[] together = all.stream().flatMapToLong(LongStream::of).sorted().toArray();
    assertThat(together).hasSize(THREADS * each);
    assertStrictlyAscending(together);
  }

  @Test
  void stampsReadingsAndRatchets_fromEightThreads_neverShareAnInstant() throws Exception {
    int rounds = 20_000;
    int ticks = 3;

    List<long[]> all =
        inAllThreads(
            () -> {
              long[] taken = new long[rounds * (ticks + 1)];
              int n = 0;
              for (int i = 0; i < rounds; i++) {
                HlcTimestamp floor = clock.latest();
                HlcTimestamp first = clock.stampAfter(floor, ticks);
                assertThat(first.isAfter(floor)).isTrue();
                for (int t = 0; t < ticks; t++) {
                  taken[n++] = first.plus(t).packed();
                }
                clock.ratchet(first.plus(2));
                taken[n++] = ((Tick.Issued) clock.tick()).reading().at().packed();
              }
              return taken;
            });

    for (long[] taken : all) {
      assertStrictlyAscending(taken);
    }
    assertStrictlyAscending(all.stream().flatMapToLong(LongStream::of).sorted().toArray());
  }

  private List<long[]> inAllThreads(Callable<long[]> work) throws Exception {
    List<Future<long[]>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(
          threads.submit(
              () -> {
                start.await(10, TimeUnit.SECONDS);
                return work.call();
              }));
    }
    List<long[]> results = new ArrayList<>();
    for (Future<long[]> one : running) {
      results.add(one.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  private static void assertStrictlyAscending(long[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] <= values[i - 1]) {
        throw new AssertionError(values[i] + " after " + values[i - 1] + " at " + i);
      }
    }
  }
}
