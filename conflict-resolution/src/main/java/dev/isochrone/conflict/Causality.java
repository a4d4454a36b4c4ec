package dev.isochrone.conflict;

import dev.isochrone.model.row.RowVersion;

/**
 * How two versions of one row of a multi-master table stand to each other: told by what their
 * writers had seen, never by their stamps. A greater stamp alone can't tell a lost write from an
 * ordinary overwrite that arrived late.
 *
 * <p>It rests on two things that hold of every version: its context covers all that it replaced,
 * and does not cover its own stamp; and per row and origin, contexts know a prefix, since one
 * origin writes in stamp order and its changes arrive in that order.
 */
public enum Causality {
  /** The second one's writer had seen the first: it replaces it. */
  BEFORE,
  /** The first one's writer had seen the second. */
  AFTER,
  /** They are one version. */
  SAME,
  /** Neither writer had seen the other's version: only here is there a loser. */
  CONCURRENT;

  /**
   * Compares two versions of one row.
   *
   * @throws IllegalStateException each claims to have seen the other, which no history brings about
   */
  public static Causality compare(RowVersion first, RowVersion second) {
    if (first.version().stamp().equals(second.version().stamp())) {
      return SAME;
    }
    boolean secondSawFirst = second.context().covers(first.version().stamp());
    boolean firstSawSecond = first.context().covers(second.version().stamp());
    if (secondSawFirst && firstSawSecond) {
      throw new IllegalStateException(
          "each has seen the other: " + first.version() + " and " + second.version());
    }
    if (secondSawFirst) {
      return BEFORE;
    }
    return firstSawSecond ? AFTER : CONCURRENT;
  }
}
