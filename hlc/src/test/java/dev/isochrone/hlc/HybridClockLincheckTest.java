package dev.isochrone.hlc;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving, up to a bound, of a few calls at one clock: each must give what the calls
 * would give one after another. The wall stands still, so the clock is its own specification.
 */
public class HybridClockLincheckTest {
  private final HybridClock clock = HybridClock.unbounded(() -> 1_000, Duration.ofMillis(500));

  @Operation
  public Tick tick() {
    return clock.tick();
  }

  @Operation
  public HlcTimestamp stampAfterFloorAhead() {
    return clock.stampAfter(HlcTimestamp.of(1_000, 3), 2);
  }

  @Operation
  public Observation observe() {
    return clock.observe(new ClockReading(HlcTimestamp.of(1_000, 5)));
  }

  @Operation
  public HlcTimestamp latest() {
    return clock.latest();
  }

  @Test
  void calls_fromThreeThreads_areLinearizable() {
    new ModelCheckingOptions()
        // Each is another choice of calls, of 65,000 that there are (4 calls at 8 places), and
        // takes
        // up to a second: as many as fit into half a minute.
        .iterations(35)
        .invocationsPerIteration(300)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(HybridClockLincheckTest.class);
  }
}
