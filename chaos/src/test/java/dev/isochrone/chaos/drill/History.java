package dev.isochrone.chaos.drill;

import java.util.List;

/**
 * What clients did and were told.
 *
 * @param writes each to a row of its own
 * @param increments of rows that all clients share: read, then put one more if the version is still
 *     the one that was read
 */
record History(List<Write> writes, List<Increment> increments) {
  /** One put, the only one ever to its row. */
  record Write(String row, long value, Fate fate) {}

  /** One conditional put of one more than what was read. */
  record Increment(String counter, Fate fate) {}

  History {
    writes = List.copyOf(writes);
    increments = List.copyOf(increments);
    if (writes.stream().map(Write::row).distinct().count() != writes.size()) {
      throw new IllegalArgumentException("a row was written twice: nothing would follow from it");
    }
  }

  long count(String counter, Fate fate) {
    return increments.stream()
        .filter(increment -> increment.counter().equals(counter) && increment.fate() == fate)
        .count();
  }
}
