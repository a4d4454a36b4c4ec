package dev.isochrone.zone.partition;

import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Optional;

/** What applying one command came to: equal on every replica. */
public sealed interface Reply {
  /** The write took effect under this version. */
  record Written(Version version) implements Reply {}

  /**
   * The command took no effect, and never will.
   *
   * @param found what a failed condition found; empty for any other refusal
   */
  record Refused(Refusal refusal, Optional<Found> found) implements Reply {
    /** A refusal that shows no row. */
    public Refused(Refusal refusal) {
      this(refusal, Optional.empty());
    }
  }

  /**
   * A row as a condition found it, not verified yet: whoever shows it does that.
   *
   * @param mutation the place in its write of the mutation whose condition it was, from 0
   * @param newest empty: never written
   */
  record Found(int mutation, StoredKey key, Optional<StoredRow> newest) {}

  /**
   * Where a remote batch left its origin partition: below the batch's end if there was a gap before
   * it, and then nothing of it took effect.
   */
  record Received(Cursor cursor) implements Reply {}

  /** Done, or ignored as repeated. */
  enum Noted implements Reply {
    NOTED
  }
}
