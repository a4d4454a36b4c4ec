package dev.isochrone.cli.bench;

import dev.isochrone.model.refusal.RefusalCode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one run of the loop found.
 *
 * @param nanos from its begin to its last answer
 * @param latencies of what was done, in nanoseconds
 * @param machineCpuMicros CPU time that the whole machine spent meanwhile; zero where it does not
 *     tell
 * @param rows that scans found
 * @param refused how many requests ended so
 */
record Measured(
    long nanos,
    Histogram latencies,
    long machineCpuMicros,
    long rows,
    SortedMap<RefusalCode, Long> refused) {
  Measured {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }

  /** Requests done in a second. */
  double rate() {
    return latencies.getTotalCount() * 1e9 / nanos;
  }

  /** Rows that scans found in a second. */
  double rowRate() {
    return rows * 1e9 / nanos;
  }

  double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  double maxMillis() {
    return latencies.getMaxValue() / 1e6;
  }

  double cpuMicrosPerRequest() {
    return (double) machineCpuMicros / Math.max(1, latencies.getTotalCount());
  }
}
