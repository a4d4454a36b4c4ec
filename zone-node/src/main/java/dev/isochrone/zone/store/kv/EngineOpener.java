package dev.isochrone.zone.store.kv;

import java.nio.file.Path;

/** Opens engines over directories of files. */
public interface EngineOpener {
  /** For writing; makes an empty one if there is none. */
  FileEngine live(Path directory);

  /** For reading alone: the files stay as they are, bit by bit. */
  KvEngine frozen(Path directory);
}
