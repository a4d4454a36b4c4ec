package dev.isochrone.cli.bench;

import dev.isochrone.model.refusal.RefusalCode;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The repetitions of one workload at one depth.
 *
 * @param runs at least one, ascending by rate
 */
record Figure(Workload workload, int outstanding, List<Measured> runs) {
  Figure {
    runs = runs.stream().sorted(Comparator.comparingDouble(Measured::rate)).toList();
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a figure without a run");
    }
  }

  /** The run whose rate is in the middle; of two, the slower. */
  Measured median() {
    return runs.get((runs.size() - 1) / 2);
  }

  Measured slowest() {
    return runs.get(0);
  }

  Measured fastest() {
    return runs.get(runs.size() - 1);
  }

  /** Of all runs together. */
  SortedMap<RefusalCode, Long> refused() {
    SortedMap<RefusalCode, Long> all = new TreeMap<>();
    runs.forEach(run -> run.refused().forEach((code, count) -> all.merge(code, count, Long::sum)));
    return all;
  }
}
