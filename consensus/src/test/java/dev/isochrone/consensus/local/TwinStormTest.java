package dev.isochrone.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.testing.ForSeeds;
import org.junit.jupiter.api.Test;

/** The twin in bad weather: what it promises holds for every seed, and a seed says everything. */
class TwinStormTest {
  /**
   * Crashes, restarts, cuts, losses, doubled and overtaking messages, purged logs and installed
   * states; then calm. Everything acknowledged is everywhere, once, in one order; nothing refused
   * is anywhere; and whoever was confirmed as leader had applied all that was acknowledged before
   * the question.
   */
  @ForSeeds(200)
  void storm_thenCalm_losesNothingAcknowledged_andDoublesNothing(long seed) {
    Storm storm = new Storm(seed);

    storm.rage(300);
    storm.calm();

    storm.checkEverything();
  }

  @Test
  void storms_reachWhatTheyAreFor() {
    int installs = 0;
    int unknown = 0;
    int confirmed = 0;
    int reigns = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Storm storm = new Storm(seed);
      storm.rage(300);
      storm.calm();
      installs += storm.installs();
      unknown += storm.unknown();
      confirmed += storm.confirmed();
      reigns += storm.reigns();
    }
    assertThat(installs).as("installs").isGreaterThan(20);
    assertThat(unknown).as("unknown outcomes").isGreaterThan(100);
    assertThat(confirmed).as("confirmations").isGreaterThan(100);
    assertThat(reigns).as("leaders").isGreaterThan(100);
  }

  @ForSeeds(20)
  void sameSeed_givesTheSameTrace(long seed) {
    assertThat(traceOf(seed)).isEqualTo(traceOf(seed));
  }

  @Test
  void otherSeed_givesAnotherTrace() {
    assertThat(traceOf(1)).isNotEqualTo(traceOf(2));
  }

  private static String traceOf(long seed) {
    Storm storm = new Storm(seed);
    storm.rage(150);
    storm.calm();
    return storm.trace();
  }
}
