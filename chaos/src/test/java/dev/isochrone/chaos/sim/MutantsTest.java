package dev.isochrone.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulator is worth what it finds. */
class MutantsTest {
  private static final Logger LOG = LoggerFactory.getLogger(MutantsTest.class);
  private static final int SEEDS = 200;

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void mutant_isFound_withinItsSeeds(Mutant mutant) {
    OptionalLong found =
        LongStream.rangeClosed(1, SEEDS).filter(seed -> isFound(mutant, seed)).findFirst();

    LOG.info("{} is found by seed {}", mutant, found);
    assertThat(found).as("the first seed that fails").isPresent();
  }

  private static boolean isFound(Mutant mutant, long seed) {
    try {
      Run unused = Run.play(Scenario.of(seed), seed, mutant);
      return false;
    } catch (AssertionError found) {
      LOG.debug("{}", found.getMessage(), found);
      return true;
    }
  }
}
