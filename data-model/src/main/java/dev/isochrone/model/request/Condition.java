package dev.isochrone.model.request;

import dev.isochrone.model.Version;
import java.util.Optional;

/** What must hold of a row for a write to it to take effect; judged in the log, by the home. */
public sealed interface Condition {
  /**
   * That the row is still as a read, or a refusal, has shown it.
   *
   * @param seen its version there; empty: it was never written
   */
  static Condition on(Optional<Version> seen) {
    return seen.isPresent() ? new IsVersion(seen.get()) : Absent.ABSENT;
  }

  /** Nothing need hold. */
  enum None implements Condition {
    NONE
  }

  /** There is no such row. */
  enum Absent implements Condition {
    ABSENT
  }

  /** The newest version is this one. */
  record IsVersion(Version version) implements Condition {}
}
