package dev.isochrone.model.request;

import dev.isochrone.model.Version;

/** What must hold of a row for a write to it to take effect; judged in the log, by the home. */
public sealed interface Condition {
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
