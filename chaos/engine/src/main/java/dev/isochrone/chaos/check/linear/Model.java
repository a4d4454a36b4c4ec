package dev.isochrone.chaos.check.linear;

import org.jspecify.annotations.Nullable;

/**
 * What one key does when operations come one after the other.
 *
 * @param <S> its state: a value, by equality
 * @param <C> an operation with what was answered
 */
interface Model<S, C> {
  S initial();

  /** The state after the step; null if the answer can't have been given in this state. */
  @Nullable S after(S state, C step);

  /** Whether the step never changes any state. */
  boolean onlyLooks(C step);

  /**
   * Whether the other step, taken soon after, may be a reason to believe that the change took
   * effect: if no other step is, the change may as well not have happened.
   *
   * <p>The search relies on this: an unknown change is taken only where some step that may follow
   * at once is explained by it.
   */
  boolean explains(C change, C other);

  /**
   * The state that the change leaves whatever was before; null if that depends, or for no change.
   */
  @Nullable S leaves(C step);

  /** The same change without its condition; the step itself if it has none. */
  C weakened(C step);
}
