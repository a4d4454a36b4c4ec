package dev.isochrone.conflict;

import dev.isochrone.hlc.HlcTimestamp;

/** What came of a write to a row. */
public sealed interface Writing permits Merged, Writing.Unread, Writing.NotOlder, Writing.TooLarge {
  /** Why the row must be read first; nothing happened. */
  enum Unread implements Writing {
    /** The row is several versions, and the writer names none that were seen. */
    SIBLINGS,
    /** The row would have too many versions of this region, or too large ones. */
    TOO_MANY
  }

  /**
   * The writer has seen what is not older than the write: the clock of the region where it was born
   * is ahead of ours. Nothing happened; in time it can be written.
   *
   * @param seen the latest time of what was seen
   */
  record NotOlder(HlcTimestamp seen) implements Writing {}

  /**
   * The version alone is larger than what a region may add to a row.
   *
   * @param bytesMax what it may add, as a record
   */
  record TooLarge(long bytesMax) implements Writing {}
}
