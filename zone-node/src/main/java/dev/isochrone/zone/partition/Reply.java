package dev.isochrone.zone.partition;

import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.zone.store.Cursor;

/** What applying one command came to: equal on every replica. */
public sealed interface Reply {
  /** The write took effect under this version. */
  record Written(Version version) implements Reply {}

  /** The command took no effect, and never will. */
  record Refused(Refusal refusal) implements Reply {}

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
