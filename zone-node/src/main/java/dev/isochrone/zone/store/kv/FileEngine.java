package dev.isochrone.zone.store.kv;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An engine whose content is files, which can be copied. */
public interface FileEngine extends KvEngine {
  /** What an engine's files are while they stand still. */
  interface FilesCopy {
    /**
     * Copies them.
     *
     * @param closed will never be written again, only removed: they can be linked. One that has
     *     gone by now is not part of the content
     * @param growing will be written to; it must be copied
     */
    void take(List<Path> closed, Path growing) throws IOException;
  }

  /**
   * Runs while the files stand still: they hold every batch whose write had returned, durably.
   * Writers wait, readers do not.
   *
   * @throws StoreException if what is in the files could not be made durable; the engine then takes
   *     no further batch
   */
  void standStill(FilesCopy copy) throws IOException;
}
