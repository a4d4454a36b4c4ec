package dev.isochrone.chaos.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is there against what clients were told. Pure.
 *
 * <ul>
 *   <li>A row whose put was acknowledged is there with its value; one whose put was refused is not
 *       there; one whose put's outcome is unknown is absent or has its value.
 *   <li>A counter is at least the increments acknowledged, and at most those and the unknown ones:
 *       less is a lost write, more is one that took effect twice, or after a refusal.
 *   <li>Replicas that have applied the same log index have the same digest, and there are no others
 *       once the load has ended.
 * </ul>
 */
final class Judge {
  private Judge() {}

  /** Everything that must not be; empty if all is well. */
  static List<String> violations(History history, Found found) {
    List<String> violations = new ArrayList<>();
    for (History.Write write : history.writes()) {
      judge(write, found.values().get(write.row()), violations);
    }
    TreeSet<String> counters = new TreeSet<>();
    history.increments().forEach(increment -> counters.add(increment.counter()));
    for (String counter : counters) {
      judge(history, counter, found.values().getOrDefault(counter, 0L), violations);
    }
    judge(found.replicas(), violations);
    return violations;
  }

  private static void judge(History.Write write, @Nullable Long value, List<String> violations) {
    boolean there = value != null && value == write.value();
    boolean holds =
        switch (write.fate()) {
          case ACKNOWLEDGED -> there;
          case REFUSED -> value == null;
          case UNKNOWN -> value == null || there;
        };
    if (!holds) {
      violations.add(
          write.row() + ": put " + write.value() + " was " + write.fate() + ", found " + value);
    }
  }

  private static void judge(History history, String counter, long value, List<String> violations) {
    long atLeast = history.count(counter, Fate.ACKNOWLEDGED);
    long atMost = atLeast + history.count(counter, Fate.UNKNOWN);
    if (value < atLeast || value > atMost) {
      violations.add(counter + ": found " + value + ", not " + atLeast + " to " + atMost);
    }
  }

  private static void judge(List<Found.Replica> replicas, List<String> violations) {
    boolean together = replicas.stream().map(Found.Replica::appliedIndex).distinct().count() <= 1;
    boolean equal = replicas.stream().map(Found.Replica::digest).distinct().count() <= 1;
    if (!together || !equal) {
      violations.add("replicas differ: " + replicas);
    }
  }
}
