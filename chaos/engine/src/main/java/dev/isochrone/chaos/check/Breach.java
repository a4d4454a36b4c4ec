package dev.isochrone.chaos.check;

/**
 * Every kind of thing that must not be. What tests and reports compare; the words are beside it.
 */
public enum Breach {
  /** No order of the key's operations, one after the other, explains what clients were told. */
  NOT_LINEARIZABLE,

  /** An acknowledged element is not there at the end. */
  ELEMENT_LOST,
  /** An element is there whose addition was refused. */
  ELEMENT_OF_A_REFUSAL,
  /** An element is there that nobody added. */
  ELEMENT_OF_NOBODY,
  /** An element is there more than once. */
  ELEMENT_TWICE,

  /** A replica lacks a row that another has. */
  ROW_MISSING,
  /** Replicas show another number of versions of a row. */
  SIBLINGS_DIFFER,
  /** Replicas show other versions of a row. */
  VERSIONS_DIFFER,
  /** One version is a deletion here and a value there. */
  TOMBSTONES_DIFFER,
  /** One version has two values. */
  VALUES_DIFFER,
  /** One version with one value has other metadata here than there. */
  METADATA_DIFFERS,
  /** A dump has its keys out of order, or one twice; or a row's versions. */
  DUMP_OUT_OF_ORDER,

  /** An acknowledged write is not visible, was not replaced by one who saw it, and is in no log. */
  WRITE_UNACCOUNTED,
  /** A version is recorded as lost, and visible. */
  RECORDED_THOUGH_VISIBLE,
  /** A version is recorded as lost, and a writer had seen it. */
  RECORDED_THOUGH_SEEN,
  /** A version is recorded as lost that nobody wrote. */
  RECORDED_OF_NOBODY,
  /** One version is recorded twice. */
  RECORDED_TWICE,
  /** A record names a winner that is not above the loser. */
  RECORD_UPSIDE_DOWN,
  /** A record was withdrawn, but nobody had seen the loser. */
  WITHDRAWN_THOUGH_LOST,
  /** Regions tell different losses. */
  RECORDS_DIFFER,
  /** What is visible is not the greatest version. */
  LESSER_VISIBLE,
  /** What is visible was written by nobody. */
  VISIBLE_OF_NOBODY,

  /** An entry's time is not above those before it in the log. */
  TIME_NOT_GROWING,
  /** A closed timestamp is below one announced before. */
  CLOSED_FELL,
  /** A version of the own origin is at or below a timestamp that was closed before. */
  WRITE_BELOW_CLOSED,
  /** An entry's closed timestamp is above all times that it used. */
  CLOSED_AHEAD,
  /** Indexes of a log do not grow. */
  INDEX_NOT_GROWING,
  /** Terms of a log fall. */
  TERM_FELL,
  /** Two replicas have different entries under one index. */
  LOGS_DIFFER,
  /** Two nodes led in one term. */
  TWO_LEADERS,

  /** A strong read shows less than what was acknowledged, or read, before it was asked. */
  STALE_READ,
  /** A read shows what was asked for only after the read had ended. */
  READ_OF_THE_FUTURE,
  /** A read shows a value that nobody wrote, or whose write was refused. */
  READ_OF_NOBODY,
  /** A later write has a version that is not above an earlier one. */
  VERSION_WENT_BACK,
  /** One version bears two values. */
  VERSION_TWICE,
  /** One write bears two versions: it took effect twice. */
  WRITE_TWICE,

  /** A session does not see its own write. */
  OWN_WRITE_UNSEEN,
  /** A session sees less than it saw before. */
  READ_WENT_BACK,
  /** A session's later write has a version below its earlier one. */
  WRITES_OUT_OF_ORDER,
  /** A session's write has a version below one that the session had read. */
  WRITE_BEFORE_ITS_CAUSE,

  /** A read is older than it was allowed to be. */
  OLDER_THAN_BOUND,
  /** A read is older than it says that it may be. */
  OLDER_THAN_STATED,

  /** Nothing was acknowledged for too long. */
  UNAVAILABLE,
  /** One operation took too long. */
  OPERATION_TOO_LONG,
  /** An operation never ended for its client. */
  NO_ENDING
}
