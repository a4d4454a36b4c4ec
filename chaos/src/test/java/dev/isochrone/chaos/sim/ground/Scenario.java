package dev.isochrone.chaos.sim.ground;

import java.util.List;

/**
 * The shape of a world.
 *
 * @param partitions of each region, one number for each
 * @param replicas of each partition, on as many machines in its region
 * @param domain the first so many regions, to which the bound table's rows are bound
 * @param stormMillis how long it is treated badly
 */
public record Scenario(
    String name, List<Integer> partitions, int replicas, int domain, long stormMillis) {
  public static final Scenario PAIR = new Scenario("pair", List.of(1, 1), 3, 2, 12_000);

  /** The third region is outside of the domain. */
  public static final Scenario TRIANGLE = new Scenario("triangle", List.of(1, 1, 1), 3, 2, 8_000);

  /** Regions with different counts of partitions. */
  public static final Scenario UNEVEN = new Scenario("uneven", List.of(1, 3), 3, 2, 6_000);

  public Scenario {
    partitions = List.copyOf(partitions);
  }

  /** Half of the seeds have the small one. */
  public static Scenario of(long seed) {
    return switch ((int) (seed % 4)) {
      case 0 -> TRIANGLE;
      case 2 -> UNEVEN;
      default -> PAIR;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
