package dev.isochrone.hlc;

/** What came of asking a clock for its next reading. */
public sealed interface Tick {
  /** The clock moved on to this reading; nobody else has it. */
  record Issued(ClockReading reading) implements Tick {}

  /** Nothing was issued and the clock stands where it stood; ask again a little later. */
  record Stalled(Why why, long millisAhead) implements Tick {}

  /** Why a clock issues nothing. */
  enum Why {
    /**
     * The clock is ahead of the wall by more than the max offset; {@code millisAhead} says how far.
     */
    AHEAD_OF_WALL,
    /**
     * The persisted bound was not moved in time; {@code millisAhead} says how far the reading would
     * have been beyond it.
     */
    BEYOND_BOUND,
    /** The clock was closed, and issues no more; {@code millisAhead} is 0. */
    CLOSED
  }
}
