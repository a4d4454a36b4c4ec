package dev.isochrone.chaos.check.linear;

import java.util.Arrays;

/**
 * Where a search stands: which calls are placed, and the state that they leave.
 *
 * <p>The first end that is still ahead and the unplaced calls that began before it say which are
 * placed: all others that began before it, and none that began later.
 */
final class Configuration<S> {
  private final int firstEnd;
  private final int[] unplaced;
  private final S state;

  /**
   * @param unplaced not to be changed afterwards
   */
  Configuration(int firstEnd, int[] unplaced, S state) {
    this.firstEnd = firstEnd;
    this.unplaced = unplaced;
    this.state = state;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Configuration<?> that
        && firstEnd == that.firstEnd
        && state.equals(that.state)
        && Arrays.equals(unplaced, that.unplaced);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * firstEnd + Arrays.hashCode(unplaced)) + state.hashCode();
  }
}
