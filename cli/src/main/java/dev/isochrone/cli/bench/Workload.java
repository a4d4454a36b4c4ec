package dev.isochrone.cli.bench;

import java.util.Locale;

/** What is measured. */
public enum Workload {
  /** Puts without a condition. */
  PUT,
  /** Gets of rows that are there. */
  GET,
  /** Half of each, drawn by chance. */
  MIX,
  /** Puts that expect the version of this bench's last write of the row. */
  CONDITIONAL_PUT,
  /** Eventual scans of some rows behind one that is there. */
  SCAN;

  /** As it is given and printed: {@code conditional-put}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
