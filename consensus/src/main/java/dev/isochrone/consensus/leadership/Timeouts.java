package dev.isochrone.consensus.leadership;

import java.time.Duration;

/** Where elapsed time comes in: the node's scheduler, or a simulation's. */
@FunctionalInterface
public interface Timeouts {
  /**
   * Runs the action once, not before the wait has passed. Any thread; does not block.
   *
   * @return takes it back if it has not run yet
   */
  Runnable after(Duration wait, Runnable action);
}
