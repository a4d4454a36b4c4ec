package dev.isochrone.consensus;

import java.io.IOException;

/**
 * Fetches a state from another member of the group; handed in, since the module has no network of
 * its own for it.
 */
@FunctionalInterface
public interface StateTransfer {
  /**
   * The state that {@link ReplicatedState#export} gives on that member now. May block.
   *
   * @throws IOException not to be had now; it is asked for again
   */
  StateSource from(MemberId member) throws IOException;
}
