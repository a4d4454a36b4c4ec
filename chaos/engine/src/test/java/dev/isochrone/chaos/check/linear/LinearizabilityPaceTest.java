package dev.isochrone.chaos.check.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.check.Verdict;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.told.Drawn;
import dev.isochrone.chaos.told.Spoiled;
import dev.isochrone.testing.ForSeeds;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Three thousand operations of sixteen clients on one key are judged within the budget, which is
 * counted in configurations; the time limit is only there to end a test that hangs.
 */
class LinearizabilityPaceTest {
  private static final int CLIENTS = 16;
  private static final int OPERATIONS = 3_000;

  @ForSeeds(4)
  @Timeout(60)
  void longHistory_isAccepted_inFewConfigurations(long seed) {
    Verdict verdict = judged(Drawn.registers(seed, shape(seed)));

    assertThat(verdict).isInstanceOf(Verdict.Passed.class);
    assertThat(verdict.figures().of("configurations")).isLessThan(200_000);
  }

  @ForSeeds(4)
  @Timeout(60)
  void longHistory_spoiledOftenEnough_isRejected(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    History spoiled = Drawn.registers(seed, shape(seed));
    for (int i = 0; i < 10; i++) {
      spoiled = Spoiled.of(spoiled, random);
    }

    assertThat(judged(spoiled)).isInstanceOf(Verdict.Failed.class);
  }

  private static Drawn.Shape shape(long seed) {
    return new Drawn.Shape(CLIENTS, OPERATIONS, 1, 2, 5, /* versioned= */ seed % 2 == 0);
  }

  private static Verdict judged(History history) {
    return Linearizability.ofRegisters(history, LinearLimits.DEFAULT);
  }
}
