package dev.isochrone.zone.tally;

import java.util.Locale;

/** What a request asks for, as far as it is counted apart. */
public enum RequestKind {
  PUT,
  /** A put that is done only if something holds of the row. */
  CONDITIONAL_PUT,
  DELETE,
  CONDITIONAL_DELETE,
  /** A write of a list of rows, be it of one, with conditions or without. */
  BATCH,
  /** A get at that consistency, or at the table's default. */
  GET_STRONG,
  GET_REGION_STRONG,
  GET_LEASED,
  GET_EVENTUAL,
  GET_BOUNDED_STALENESS,
  GET_SESSION,
  /** A get at a consistency that this release does not offer. */
  GET_OTHER,
  /** A scan, from its request to the end of its last page. */
  SCAN,
  OPEN_SESSION,
  /** An operation of a kind that this release lacks. */
  OTHER;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As monitoring calls it: {@code conditional_put}. */
  public String word() {
    return word;
  }
}
