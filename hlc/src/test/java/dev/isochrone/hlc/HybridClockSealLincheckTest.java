package dev.isochrone.hlc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * Sealing against ticks in every interleaving, up to a bound: no reading is above what sealing
 * returned, which is what the next life begins above. (The calls are not linearizable, and need not
 * be: a tick that comes too late leaves a gap.)
 */
public class HybridClockSealLincheckTest {
  private final HybridClock clock = HybridClock.unbounded(() -> 1_000, Duration.ofMillis(500));
  private final AtomicLong greatestIssued = new AtomicLong();
  private final AtomicLong sealedAt = new AtomicLong(Long.MAX_VALUE);

  @Operation
  public void tick() {
    if (clock.tick() instanceof Tick.Issued issued) {
      greatestIssued.accumulateAndGet(issued.reading().at().packed(), Math::max);
    }
  }

  @Operation(runOnce = true)
  public void seal() {
    sealedAt.set(clock.seal().packed());
  }

  @Validate
  public void nothingIsAboveTheSeal() {
    if (greatestIssued.get() > sealedAt.get()) {
      throw new AssertionError(greatestIssued + " was issued, " + sealedAt + " was saved");
    }
  }

  @Test
  void tick_whileTheClockIsSealed_isNeverAboveWhatSealingReturned() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0)
        .verifier(EpsilonVerifier.class)
        .check(HybridClockSealLincheckTest.class);
  }
}
