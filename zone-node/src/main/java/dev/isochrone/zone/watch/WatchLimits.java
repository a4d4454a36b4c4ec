package dev.isochrone.zone.watch;

import java.time.Duration;

/**
 * How patient the watchdog is.
 *
 * @param interval between two looks
 * @param gapMax looks further apart than this say that the process itself stood still: what was
 *     seen before counts no more
 * @param stoppedMax a member that is stopped and not told as a fault for this long is stuck
 * @param stuckMax a leader with work that gets nowhere for this long is stuck
 * @param behindMax a follower with entries before it that applies none for this long is behind
 * @param lastWordsMax what is said and written before the end may take this long; a disk that hangs
 *     must not keep the process
 * @param dumpCharsMax of the threads in the log
 */
public record WatchLimits(
    Duration interval,
    Duration gapMax,
    Duration stoppedMax,
    Duration stuckMax,
    Duration behindMax,
    Duration lastWordsMax,
    int dumpCharsMax) {

  /** CORRECTNESS O9: ten seconds without a commit. */
  public static final WatchLimits DEFAULT =
      new WatchLimits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(4),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          256 * 1024);

  public WatchLimits {
    if (interval.isZero() || interval.isNegative() || lastWordsMax.isNegative()) {
      throw new IllegalArgumentException("interval " + interval + ", last words " + lastWordsMax);
    }
    if (gapMax.compareTo(interval) <= 0) {
      throw new IllegalArgumentException(
          "gapMax " + gapMax + " would forget at every look, " + interval + " apart");
    }
    if (stoppedMax.compareTo(interval) < 0
        || stuckMax.compareTo(gapMax) < 0
        || behindMax.compareTo(gapMax) < 0) {
      throw new IllegalArgumentException(
          "stopped %s, stuck %s, behind %s: one look, or two with a gap, must not be enough"
              .formatted(stoppedMax, stuckMax, behindMax));
    }
    if (dumpCharsMax < 1) {
      throw new IllegalArgumentException("a dump of " + dumpCharsMax);
    }
  }
}
