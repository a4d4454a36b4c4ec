package dev.isochrone.conflict;

import dev.isochrone.model.Version;
import java.util.Optional;

/**
 * Rows with a home: one region writes, so versions form one line, by home epoch and then stamp, and
 * the newest is the row. Nothing conflicts here; a version that arrives late lost nothing but its
 * turn.
 *
 * <p>Keeping the newest is commutative, associative and idempotent, because {@link Version} is
 * totally ordered; so the outcome depends on which versions arrived, not on how often or in which
 * order.
 */
public final class HomedVersions {
  /** What an arriving version is, compared with the newest one stored. */
  public enum Verdict {
    /** It becomes the row. */
    NEWEST,
    /** The row stays as it is. */
    OLDER,
    /**
     * It is the stored version, sent again. Version names are unique, so its record must equal the
     * stored one byte for byte; where it does not, two writers shared an origin, and the caller
     * raises an alarm.
     */
    SAME
  }

  private HomedVersions() {}

  /**
   * Judges an arriving version.
   *
   * @param newest the newest stored version of the row; empty if there is none
   */
  public static Verdict judge(Optional<Version> newest, Version arriving) {
    if (newest.isEmpty()) {
      return Verdict.NEWEST;
    }
    int order = arriving.compareTo(newest.get());
    if (order == 0) {
      return Verdict.SAME;
    }
    return order > 0 ? Verdict.NEWEST : Verdict.OLDER;
  }
}
