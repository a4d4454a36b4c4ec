package dev.isochrone.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time that the whole machine has spent, as Linux counts it. */
final class MachineCpu {
  private static final Path STAT = Path.of("/proc/stat");
  private static final long MICROS_PER_TICK = 10_000;

  /** Where they stand in the first line: user, nice, system, irq, softirq. */
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  private MachineCpu() {}

  /** Microseconds since the machine started; zero on a system that does not tell. */
  static long micros() {
    try {
      String[] fields = Files.readAllLines(STAT).get(0).trim().split("\\s+", -1);
      long ticks = 0;
      for (int field : BUSY) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks * MICROS_PER_TICK;
    } catch (IOException notLinux) {
      return 0;
    }
  }
}
