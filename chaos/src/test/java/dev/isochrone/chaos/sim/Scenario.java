package dev.isochrone.chaos.sim;

import java.util.List;

/**
 * The shape of a world.
 *
 * @param partitions of each region, one number for each
 * @param replicas of each partition, on as many machines in its region
 * @param stormMillis how long it is treated badly
 */
record Scenario(String name, List<Integer> partitions, int replicas, long stormMillis) {
  static final Scenario PAIR = new Scenario("pair", List.of(1, 1), 3, 12_000);
  static final Scenario TRIANGLE = new Scenario("triangle", List.of(1, 1, 1), 3, 8_000);

  static final List<Scenario> ALL = List.of(PAIR, TRIANGLE);

  Scenario {
    partitions = List.copyOf(partitions);
  }

  /** Two thirds of the seeds have the small one. */
  static Scenario of(long seed) {
    return seed % 3 == 0 ? TRIANGLE : PAIR;
  }

  @Override
  public String toString() {
    return name;
  }
}
