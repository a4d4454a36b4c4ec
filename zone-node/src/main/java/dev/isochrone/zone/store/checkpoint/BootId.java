package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Names one life of the operating system's kernel: as long as it is the same, what a process wrote
 * is readable by the next one, synced or not.
 */
@FunctionalInterface
public interface BootId {
  /** Never empty, and another one after each start of the machine. */
  String get();

  /**
   * Linux's. Where there is none, another one at each call: then no store is trusted that was not
   * closed in order.
   */
  static BootId ofThisMachine() {
    return () -> {
      try {
        String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        return id.isEmpty() ? UUID.randomUUID().toString() : id;
      } catch (IOException notThere) {
        return UUID.randomUUID().toString();
      }
    };
  }
}
