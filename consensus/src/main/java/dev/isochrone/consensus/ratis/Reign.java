package dev.isochrone.consensus.ratis;

/**
 * Puts what Ratis says about this member's leadership in order. Ratis tells of readiness on the
 * thread that applies, and of loss on any other; the two can overtake each other, and the state
 * must hear of each term once, in order, and never that it leads a term already lost.
 *
 * <p>Thread-safe. {@link #announce} and {@link #retract} are called by whoever has the state's
 * turn.
 */
final class Reign {
  private long elected;
  private long lostUpTo;
  private long told; // the term of which the state was told that it leads; 0 when it was not
  private boolean serving;

  /** This member won the election of the term. */
  synchronized void elected(long term) {
    elected = term;
  }

  /** This member leads no longer what it was elected for. From now on it does not serve. */
  synchronized void lost() {
    lostUpTo = Math.max(lostUpTo, elected);
    serving = false;
  }

  /** Whether the state is to be told now that it leads the term. */
  synchronized boolean announce(long term) {
    boolean due = term > lostUpTo;
    told = due ? term : told;
    return due;
  }

  /** The state was told of the term: this member serves, if it has not lost it meanwhile. */
  synchronized boolean serve(long term) {
    serving = term > lostUpTo && term == told;
    return serving;
  }

  /** The term of which the state is to be told now that it is lost; 0 if of none. */
  synchronized long retract() {
    long due = told <= lostUpTo ? told : 0;
    told = due == 0 ? told : 0;
    return due;
  }

  /** Whether this member may propose and answer. */
  synchronized boolean serves() {
    return serving;
  }
}
