package dev.isochrone.zone.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How full a disk is. */
@FunctionalInterface
public interface DiskSpace {
  /** The fraction that is used, from 0 to 1. */
  double usedFraction() throws IOException;

  /**
   * That of the file store on which the path, which must exist, lies: of what is used and what may
   * still be, as {@code df} has it. What nobody may use, a reserve or another's quota, counts for
   * neither.
   */
  static DiskSpace of(Path path) {
    return () -> {
      FileStore store = Files.getFileStore(path);
      long used = store.getTotalSpace() - store.getUnallocatedSpace();
      long room = used + store.getUsableSpace();
      return room <= 0 ? 0 : (double) used / room; // Without a size, no end that we could know.
    };
  }
}
