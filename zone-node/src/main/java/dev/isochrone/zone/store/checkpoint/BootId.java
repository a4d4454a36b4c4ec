package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names one life of the operating system's kernel: as long as it is the same, what a process wrote
 * is readable by the next one, synced or not.
 */
@FunctionalInterface
public interface BootId {
  /** Where the system does not say; it is the same life as no other, not even as itself. */
  String UNKNOWN = "unknown";

  /** Never empty; another one after each start of the machine, or {@link #UNKNOWN}. */
  String get();

  /**
   * Linux's. Where there is none it is unknown: then no store is trusted that was not closed in
   * order.
   */
  static BootId ofThisMachine() {
    return () -> {
      try {
        String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        return id.isEmpty() ? UNKNOWN : id;
      } catch (IOException notThere) {
        return UNKNOWN;
      }
    };
  }
}
