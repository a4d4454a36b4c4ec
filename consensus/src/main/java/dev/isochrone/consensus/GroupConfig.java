package dev.isochrone.consensus;

import java.time.Duration;

/**
 * How a group behaves.
 *
 * @param electionTimeoutMin a follower that hears nothing for this long stands for election; 500 ms
 *     holds full load on two cores without a needless election and fails over in 0.9 to 1.5 s
 * @param electionTimeoutMax the other end of the random choice; at least the minimum
 * @param confirmTimeout how long a round of {@link Group#confirmLeadership} waits for a majority
 * @param entryBytesMax the largest proposal; larger ones are refused, since the log underneath
 *     would make the leader step down
 */
public record GroupConfig(
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration confirmTimeout,
    int entryBytesMax) {

  public static final GroupConfig DEFAULT =
      new GroupConfig(
          Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofSeconds(2), 2 * 1024 * 1024);

  public GroupConfig {
    if (electionTimeoutMin.isNegative() || electionTimeoutMin.isZero()) {
      throw new IllegalArgumentException("electionTimeoutMin " + electionTimeoutMin);
    }
    if (electionTimeoutMax.compareTo(electionTimeoutMin) < 0) {
      throw new IllegalArgumentException(
          "electionTimeoutMax " + electionTimeoutMax + " below the minimum " + electionTimeoutMin);
    }
    if (confirmTimeout.isNegative() || confirmTimeout.isZero()) {
      throw new IllegalArgumentException("confirmTimeout " + confirmTimeout);
    }
    if (entryBytesMax < 1) {
      throw new IllegalArgumentException("entryBytesMax " + entryBytesMax);
    }
  }
}
