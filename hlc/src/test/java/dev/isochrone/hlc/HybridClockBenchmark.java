package dev.isochrone.hlc;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a reading of the hybrid clock costs, alone and when two threads want it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class HybridClockBenchmark {
  private final HybridClock clock =
      HybridClock.unbounded(PhysicalClock.system(), HybridClock.OFFSET_MAX);

  @Benchmark
  public Tick tick() {
    return clock.tick();
  }

  @Benchmark
  @Threads(2)
  public Tick tickOfTwoThreads() {
    return clock.tick();
  }

  @Benchmark
  public HlcTimestamp now() {
    return clock.now();
  }
}
