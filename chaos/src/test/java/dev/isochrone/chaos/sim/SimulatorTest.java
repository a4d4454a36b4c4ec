package dev.isochrone.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.testing.ForSeeds;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many worlds, each by a seed: {@code -Dsim.seeds=N -Dsim.from=S} for others than the first. */
class SimulatorTest {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatorTest.class);
  private static final int SEEDS = 500;

  @Test
  void storms_thenCalm_everyInvariantHolds_andEveryOperationIsAccountedFor() {
    long from = Long.getLong("sim.from", 1);
    long seeds = Long.getLong("sim.seeds", SEEDS);
    Tally tally = new Tally();
    for (long seed = from; seed < from + seeds; seed++) {
      tally.add(Run.play(Scenario.of(seed), seed, Ports.RIGHT));
    }
    LOG.info("{}", tally);
    assertThat(tally.operations()).isGreaterThan(seeds);
  }

  @ForSeeds(6)
  void sameSeed_givesTheSameTrace(long seed) {
    Run first = Run.play(Scenario.of(seed), seed, Ports.RIGHT);
    Run second = Run.play(Scenario.of(seed), seed, Ports.RIGHT);

    assertThat(second).isEqualTo(first);
  }
}
