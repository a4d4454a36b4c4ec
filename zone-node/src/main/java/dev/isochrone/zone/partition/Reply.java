package dev.isochrone.zone.partition;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
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

    /** The refusal as a caller gets it: where a condition failed, with the row that it found. */
    Refusal shown() {
      if (found.isEmpty()) {
        return refusal;
      }
      try {
        return refusal.showing(found.get().current());
      } catch (FormatException damaged) {
        return refusal; // That the condition failed is true all the same.
      }
    }
  }

  /**
   * A row as a condition found it, not verified yet: whoever shows it does that.
   *
   * @param mutation the place in its write of the mutation whose condition it was, from 0
   * @param newest empty: never written
   */
  record Found(int mutation, StoredKey key, Optional<StoredRow> newest) {
    private Refusal.CurrentRow current() throws FormatException {
      if (newest.isEmpty()) {
        return new Refusal.CurrentRow(Optional.empty(), Optional.empty());
      }
      RowVersion row = RecordCodec.decode(key, newest.get().record());
      Optional<Document> document =
          row.tombstone() ? Optional.empty() : Optional.of(DocumentCodec.decode(row.payload()));
      return new Refusal.CurrentRow(Optional.of(newest.get().version()), document);
    }
  }

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
