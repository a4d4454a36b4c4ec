package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.history.Operation;
import java.util.OptionalInt;

/**
 * An operation as the search sees it: some instant of the closed interval is when it took effect.
 *
 * @param number of the call among those of its key, by which it is known in every part of them;
 *     {@link #UNNUMBERED} if it has none yet, or is that call no more
 * @param step what it does to the model's state
 * @param to {@link #NEVER}: its outcome is unknown, so that it may take effect at any time from
 *     {@code from} on, or not at all
 * @param hint the place among all changes that its version suggests; tried first, never trusted
 * @param shown what to show of it
 */
record Call<C>(int number, C step, long from, long to, OptionalInt hint, Operation shown) {
  static final long NEVER = Long.MAX_VALUE;
  static final int UNNUMBERED = -1;

  boolean isUnknown() {
    return to == NEVER;
  }

  Call<C> numbered(int other) {
    return new Call<>(other, step, from, to, hint, shown);
  }

  Call<C> weakenedTo(C other) {
    return step.equals(other) ? this : new Call<>(UNNUMBERED, other, from, to, hint, shown);
  }

  /** As one who looks at that instant knows it. */
  Call<C> asOf(long instant) {
    return to > instant ? new Call<>(number, step, from, NEVER, hint, shown) : this;
  }
}
