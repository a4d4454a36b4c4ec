package dev.isochrone.cli.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is wrong with a cluster.
 *
 * @param where it is, such as {@code eu-west/0} or {@code eu-west -> us-east}
 * @param says it in a sentence without its end, for people
 * @param since when, by the clocks of the servers that noticed; empty if none can know
 * @param next the command to run, or else what to do
 */
public record Finding(What what, String where, String says, Optional<Instant> since, String next) {

  /** What can be wrong; programs know it by its {@link #word}. */
  public enum What {
    REGION_SILENT,
    NODE_SILENT,
    CONTROLLER_SILENT,
    NO_LEADER,
    DEGRADED,
    STANDING_STILL,
    DISK_FULL,
    LINK_PARKED,
    LINK_PAUSED,
    LINK_DOWN,
    LAG_HIGH,
    RESIDENCY;

    /** As programs are told it: {@code node-silent}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether something does not work; else it works, and is unwise. */
    public boolean isTrouble() {
      return this != RESIDENCY;
    }
  }

  /** One line for people, with its time. */
  public String line() {
    return says + since.map(at -> ", since " + at.truncatedTo(ChronoUnit.SECONDS)).orElse("");
  }
}
