package dev.isochrone.chaos.sim;

import java.util.SortedMap;
import java.util.TreeMap;

/** What many runs came to together. */
final class Tally {
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private long seeds;
  private long virtualMillis;
  private long events;
  private long operations;
  private long done;
  private long unknown;
  private long blows;

  void add(Run run) {
    seeds++;
    virtualMillis += run.virtualMillis();
    events += run.events();
    operations += run.operations();
    done += run.done();
    unknown += run.unknown();
    blows += run.blows();
    run.counts().forEach((what, times) -> counts.merge(what, (long) times, Long::sum));
  }

  /** How often it happened. */
  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  long operations() {
    return operations;
  }

  @Override
  public String toString() {
    return "%d seeds, %.1f virtual hours, %d events, %d blows; %d writes: %d done, %d unknown; %s"
        .formatted(
            seeds, virtualMillis / 3_600_000.0, events, blows, operations, done, unknown, counts);
  }
}
