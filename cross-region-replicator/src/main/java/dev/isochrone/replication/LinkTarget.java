package dev.isochrone.replication;

import dev.isochrone.model.ClusterId;

/**
 * Who receives over links.
 *
 * @param self this region in its present incarnation
 * @param creditsMax batches of one stream that may be in proposal at once; 1 to 1024
 */
public record LinkTarget(ClusterId cluster, Peer self, FeatureLevels levels, int creditsMax) {
  /**
   * Enough to fill a link of 200 ms at 80 MiB a second with batches of 1 MiB, and few enough that
   * all of them may lie in memory.
   */
  public static final int CREDITS = 16;

  public LinkTarget {
    if (creditsMax < 1 || creditsMax > 1024) {
      throw new IllegalArgumentException("credits " + creditsMax);
    }
  }
}
