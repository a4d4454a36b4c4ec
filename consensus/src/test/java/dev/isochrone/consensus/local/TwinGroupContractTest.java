package dev.isochrone.consensus.local;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupContract;
import dev.isochrone.consensus.GroupWorld;
import java.time.Duration;

/** Three twins in fair weather. */
class TwinGroupContractTest extends GroupContract {
  static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(1), ENTRY_BYTES_MAX);

  @Override
  protected GroupWorld threeMembers() {
    return new TwinGroupWorld(1, 3, QUICK, Weather.FAIR);
  }
}
