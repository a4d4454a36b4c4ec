package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.zone.store.kv.EngineOpener;
import java.nio.file.Path;

/**
 * The directory of one partition replica: docs/formats.md, section 12.
 *
 * @param root the replica's own
 * @param disk what is done to files there
 * @param engines what opens the environments there
 */
public record ReplicaDirectory(Path root, Disk disk, EngineOpener engines) {
  /** The engine's. */
  Path live() {
    return root.resolve("store");
  }

  /** An engine's files that are not trusted, until a checkpoint of their successor stands. */
  Path aside() {
    return root.resolve("store.aside");
  }

  Path mark() {
    return root.resolve("mark");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }
}
