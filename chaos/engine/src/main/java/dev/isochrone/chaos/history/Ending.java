package dev.isochrone.chaos.history;

/**
 * How an operation ended for its client. Times are of the harness's monotonic clock, in
 * nanoseconds.
 */
public sealed interface Ending {

  /** Answered. */
  record Ok(long nanos, Answer answer) implements Ending {}

  /** Refused: it had no effect and never will have. */
  record Failed(long nanos, String code) implements Ending {}

  /** It may have happened, and may still happen. */
  record Unknown(long nanos, String code) implements Ending {}

  /** The history ended first: as unknown. */
  enum Open implements Ending {
    OPEN
  }
}
