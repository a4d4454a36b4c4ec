package dev.isochrone.consensus;

/**
 * The place of an entry in one group's log. An index is only comparable with the term that wrote
 * it, so the two stay together.
 *
 * @param term the term of the leader that appended the entry, from 1
 * @param index the entry's place, from 0, contiguous
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
  /** Before every entry. */
  public static final LogPosition START = new LogPosition(0, -1);

  public LogPosition {
    if (term < 0 || index < -1) {
      throw new IllegalArgumentException("no log position: term " + term + ", index " + index);
    }
  }

  /** Positions of one log are ordered by index; a greater index never has a smaller term. */
  @Override
  public int compareTo(LogPosition that) {
    return Long.compare(index, that.index);
  }

  public boolean isAfter(LogPosition that) {
    return index > that.index;
  }

  @Override
  public String toString() {
    return term + ":" + index;
  }
}
