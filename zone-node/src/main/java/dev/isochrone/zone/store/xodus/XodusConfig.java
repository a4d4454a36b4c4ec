package dev.isochrone.zone.store.xodus;

import java.nio.file.Path;

/**
 * Where an environment lies, and what it may use.
 *
 * @param directory made if it is not there; one process at a time
 * @param cacheBytes for cached pages; all environments of a process share one cache, sized by
 *     whoever opens first, so give the same everywhere
 * @param allowRamDisk whether the directory may be on a file system in memory: for tests
 */
public record XodusConfig(Path directory, long cacheBytes, boolean allowRamDisk) {
  /** Below this Xodus spends its time loading the pages that it has just dropped. */
  public static final long CACHE_BYTES_MIN = 8L << 20;

  public XodusConfig {
    if (cacheBytes < CACHE_BYTES_MIN) {
      throw new IllegalArgumentException(
          "a cache of " + cacheBytes + " bytes is below " + CACHE_BYTES_MIN);
    }
  }
}
