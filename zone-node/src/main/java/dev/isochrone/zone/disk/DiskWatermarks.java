package dev.isochrone.zone.disk;

import java.util.Locale;

/**
 * How full the data directory's disk may become, as fractions of it.
 *
 * @param warn from here on it is said in the log
 * @param refuse from here on writes are refused: what is left is for what was accepted, the
 *     flushes, the checkpoints and the log of the other members' entries
 * @param resume below this writes are taken again; less than {@code refuse}, or a disk that is
 *     about full would take and refuse by turns
 */
public record DiskWatermarks(double warn, double refuse, double resume) {
  public static final DiskWatermarks DEFAULT = new DiskWatermarks(0.85, 0.92, 0.90);

  public DiskWatermarks {
    boolean ordered = 0 < warn && warn <= resume && resume < refuse && refuse <= 1;
    if (!ordered) {
      throw new IllegalArgumentException(
          "the disk's watermarks must be 0 < warn (%s) <= resume (%s) < refuse (%s) <= 100%%"
              .formatted(percent(warn), percent(resume), percent(refuse)));
    }
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
  }
}
