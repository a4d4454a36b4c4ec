package dev.isochrone.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.isochrone.chaos.sim.ground.Scenario;
import dev.isochrone.testing.ForSeeds;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many worlds, each by a seed: {@code -Dsim.seeds=N -Dsim.from=S} for others than the first. */
class SimulatorTest {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatorTest.class);
  private static final int SEEDS = 500;

  /** And they reach what they are for: what never happens tests nothing. */
  @Test
  void storms_thenCalm_everyInvariantHolds_andEveryOperationIsAccountedFor() {
    long from = Long.getLong("sim.from", 1);
    long seeds = Long.getLong("sim.seeds", SEEDS);
    Run.Tally tally = new Run.Tally();
    for (long seed = from; seed < from + seeds; seed++) {
      tally.add(Run.play(Scenario.of(seed), seed, Ports.RIGHT));
    }
    LOG.info("{}", tally);

    assertThat(tally.operations()).isGreaterThan(50 * seeds);
    if (seeds >= SEEDS) {
      assertThat(tally.of("died")).as("machines that died").isGreaterThan(seeds);
      assertThat(tally.of("led")).as("leaders").isGreaterThan(3 * seeds);
      assertThat(tally.of("installed")).as("states taken over").isGreaterThan(10);
      assertThat(tally.of("Resume")).as("gaps in streams").isGreaterThan(100);
      assertThat(tally.of("Refuse")).as("refused streams").isGreaterThan(100);
      assertThat(tally.of("repeated")).as("writes sent again").isGreaterThan(100);
      assertThat(tally.of("OUTCOME_UNKNOWN")).as("lost leaders' writes").isGreaterThan(100);
      assertThat(tally.of("CLOCK_STALLED")).as("clocks that stood").isGreaterThan(50);
      assertThat(tally.of("CLOCK_BEHIND")).as("writers from faster regions").isGreaterThan(10);
      assertThat(tally.of("DISK_FULL")).as("writes without room").isGreaterThan(50);
      assertThat(tally.of("refused a peer: DISK_FULL")).as("links to full disks").isGreaterThan(50);
      assertThat(tally.of("Abandon")).as("streams that ended with work queued").isGreaterThan(100);
    }
  }

  @ForSeeds(6)
  void sameSeed_givesTheSameTrace(long seed) {
    Run first = Run.play(Scenario.of(seed), seed, Ports.RIGHT);
    Run second = Run.play(Scenario.of(seed), seed, Ports.RIGHT);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void otherSeed_givesAnotherTrace() {
    assertThat(Run.play(Scenario.PAIR, 1, Ports.RIGHT).traceHash())
        .isNotEqualTo(Run.play(Scenario.PAIR, 2, Ports.RIGHT).traceHash());
  }

  /** Else two runs of a seed could differ, on another day or another machine. */
  @Test
  void simulator_hasNoThreads_noWallClock_noOrderByHash() {
    ArchRuleDefinition.noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Test")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class,
            Executor.class,
            System.class,
            ThreadLocalRandom.class,
            java.util.Random.class,
            java.util.HashMap.class,
            java.util.HashSet.class,
            java.util.IdentityHashMap.class,
            java.time.Instant.class)
        .check(new ClassFileImporter().importPackages("dev.isochrone.chaos.sim"));
  }
}
