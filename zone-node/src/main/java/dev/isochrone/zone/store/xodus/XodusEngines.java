package dev.isochrone.zone.store.xodus;

import dev.isochrone.zone.store.kv.EngineOpener;
import dev.isochrone.zone.store.kv.FileEngine;
import dev.isochrone.zone.store.kv.KvEngine;
import java.nio.file.Path;

/**
 * Opens environments that are alike but for where they lie; see {@link XodusConfig}.
 *
 * @param cacheBytes for cached pages, shared by all environments of the process
 * @param allowRamDisk whether they may be on a file system in memory: for tests
 */
public record XodusEngines(long cacheBytes, boolean allowRamDisk) implements EngineOpener {
  @Override
  public FileEngine live(Path directory) {
    return XodusEngine.open(new XodusConfig(directory, cacheBytes, allowRamDisk));
  }

  @Override
  public KvEngine frozen(Path directory) {
    return XodusEngine.openFrozen(new XodusConfig(directory, cacheBytes, allowRamDisk));
  }
}
