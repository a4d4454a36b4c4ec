package dev.isochrone.conflict;

/** What came of a write to a row. */
public sealed interface Writing permits Merged, Writing.Unread, Writing.TooLarge {
  /** Why the row must be read first; nothing happened. */
  enum Unread implements Writing {
    /** The row is several versions, and the writer names none that were seen. */
    SIBLINGS,
    /** The writer claims to have seen what is not older than the write. */
    NOT_OLDER,
    /** The row would have too many versions of this region, or too large ones. */
    TOO_MANY
  }

  /**
   * The version alone is larger than what a region may add to a row.
   *
   * @param bytesMax what it may add, as a record
   */
  record TooLarge(long bytesMax) implements Writing {}
}
