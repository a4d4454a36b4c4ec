package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How long clients had to do without: the longest time in which no operation of a partition was
 * answered, between the first that was asked of it and the last that ended, and the slowest single
 * operation (the way CockroachDB's failover tests measure: the worst that any client saw). An
 * answer counts, a refusal does not. Means something where the load never stops asking.
 *
 * <p>Figures: {@code gap_ns}, {@code operation_ns}, {@code answered}, {@code refused}, {@code
 * unknown}, {@code open}.
 */
public final class Unavailability {
  private final UnavailabilityLimits limits;
  private final Findings findings = new Findings();
  private long longestGap;

  private Unavailability(UnavailabilityLimits limits) {
    this.limits = limits;
  }

  /**
   * Measures, and judges by the limits.
   *
   * @param partitionOf the partition of a key
   */
  public static Verdict check(
      History history, Function<String, String> partitionOf, UnavailabilityLimits limits) {
    Unavailability check = new Unavailability(limits);
    List<Operation> all = history.operations();
    Map<String, List<Operation>> byPartition =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    operation -> partitionOf.apply(operation.key()),
                    TreeMap::new,
                    Collectors.toList()));
    byPartition.forEach(check::judgeGaps);
    check.judgeOperations(all);
    check.findings.figure("gap_ns", check.longestGap);
    check.findings.figure("answered", all.stream().filter(Operation::isAnswered).count());
    check.findings.figure("refused", all.stream().filter(Operation::isRefused).count());
    check.findings.figure("unknown", all.stream().filter(Operation::isUnknown).count());
    return check.findings.verdictOver(all.size(), "operations");
  }

  private void judgeGaps(String partition, List<Operation> operations) {
    List<Long> instants = new ArrayList<>();
    long end = operations.get(0).invokedNanos();
    instants.add(end);
    for (Operation operation : operations) {
      end = Math.max(end, operation.endedNanos().orElse(operation.invokedNanos()));
      if (operation.isAnswered()) {
        instants.add(operation.endedNanos().orElseThrow());
      }
    }
    instants.add(end);
    instants.sort(Comparator.naturalOrder());
    for (int i = 1; i < instants.size(); i++) {
      judgeGap(partition, operations, instants.get(i - 1), instants.get(i));
    }
  }

  private void judgeGap(String partition, List<Operation> operations, long from, long to) {
    longestGap = Math.max(longestGap, to - from);
    if (to - from > limits.gapMax()) {
      List<Operation> around =
          operations.stream()
              .filter(Operation::isAnswered)
              .filter(each -> isAt(each, from) || isAt(each, to))
              .toList();
      findings.add(
          new Finding(
              Breach.UNAVAILABLE,
              partition,
              "nothing was answered for " + (to - from) + " ns from " + from + " on",
              around));
    }
  }

  private static boolean isAt(Operation answered, long instant) {
    return answered.endedNanos().orElseThrow() == instant;
  }

  private void judgeOperations(List<Operation> operations) {
    long slowest = 0;
    List<Operation> open = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.endedNanos().isEmpty()) {
        open.add(operation);
        continue;
      }
      long nanos = operation.endedNanos().getAsLong() - operation.invokedNanos();
      slowest = Math.max(slowest, nanos);
      if (nanos > limits.operationMax()) {
        findings.add(
            Breach.OPERATION_TOO_LONG, operation.key(), "took " + nanos + " ns", operation);
      }
    }
    if (open.size() > limits.openMax()) {
      findings.add(
          new Finding(Breach.NO_ENDING, "", open.size() + " operations never ended", open));
    }
    findings.figure("operation_ns", slowest);
    findings.figure("open", open.size());
  }
}
