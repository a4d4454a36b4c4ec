package dev.isochrone.conflict;

import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.row.SiblingSet;

/**
 * What one region may add to a row under VECTOR, so that what all add always fits into one record:
 * then an arrival never has to be refused. A region's row holds, of each region, versions that were
 * in that region's own row at one time.
 *
 * @param versionsMax at least 1
 * @param bytesMax of their records
 */
public record OwnBounds(int versionsMax, long bytesMax) {
  /** However few regions there are. */
  public static final int VERSIONS_MAX = 16;

  public OwnBounds {
    if (versionsMax < 1 || bytesMax < 1) {
      throw new IllegalArgumentException(versionsMax + " versions, " + bytesMax + " bytes");
    }
  }

  /** An even share for each region. */
  public static OwnBounds among(int regions) {
    return new OwnBounds(
        Math.max(1, Math.min(VERSIONS_MAX, SiblingSet.SIBLINGS_MAX / regions)),
        DocumentCodec.BYTES_MAX / regions);
  }
}
