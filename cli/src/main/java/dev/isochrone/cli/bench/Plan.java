package dev.isochrone.cli.bench;

import java.time.Duration;
import java.util.List;

/**
 * How a measurement goes: for each workload a warm-up at the greatest depth, then at each depth one
 * second that does not count, and the repetitions.
 *
 * @param outstanding depths: requests outstanding at once
 * @param pace of what is measured; the warm-up has none
 */
record Plan(
    List<Workload> workloads,
    List<Integer> outstanding,
    Duration warm,
    Duration each,
    int repeat,
    Pace pace) {
  /** Before the repetitions of each depth, so that none begins with another depth's queues. */
  static final Duration SETTLE = Duration.ofSeconds(1);

  Plan {
    workloads = List.copyOf(workloads);
    outstanding = List.copyOf(outstanding);
    if (workloads.isEmpty() || outstanding.isEmpty() || repeat < 1) {
      throw new IllegalArgumentException("nothing to measure");
    }
    if (outstanding.stream().anyMatch(depth -> depth < 1)) {
      throw new IllegalArgumentException("at least one request must be outstanding");
    }
    if (warm.isNegative() || each.isNegative() || each.isZero()) {
      throw new IllegalArgumentException("times: warm " + warm + ", each " + each);
    }
  }

  int deepest() {
    return outstanding.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /** Of the whole measurement, without the preload. */
  long seconds() {
    long perDepth = SETTLE.plus(each.multipliedBy(repeat)).toSeconds();
    return workloads.size() * (warm.toSeconds() + outstanding.size() * perDepth);
  }

  /** For people, who must know what a figure rests on. */
  @Override
  public String toString() {
    return "warm-up "
        + warm.toSeconds()
        + " s of each workload at w="
        + deepest()
        + ", then at each w 1 s and "
        + repeat
        + " x "
        + each.toSeconds()
        + " s"
        + (pace.isSet() ? ", " + pace.perSecond() + " requests due a second" : "")
        + "; the run of median rate is shown";
  }
}
