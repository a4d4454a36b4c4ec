package dev.isochrone.zone.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.zone.store.content.Ledger;
import java.io.IOException;

/**
 * What keeps a store beyond its engine: checkpoints, and the mark by which the next start knows
 * whether the engine's files may be trusted.
 */
public interface Safeguard {
  /** For stores whose engine has no files. */
  Safeguard NONE =
      new Safeguard() {
        @Override
        public void flushed(Ledger held, long logBytes) {}

        @Override
        public void installed(Ledger held) {}

        @Override
        public LogPosition checkpointed() {
          return LogPosition.START;
        }

        @Override
        public void distrust() {}

        @Override
        public void ended(boolean inOrder) {}
      };

  /**
   * Flusher: the engine holds this ledger, durably, and nothing writes to it until this returns. A
   * throw stops the store.
   *
   * @param logBytes bytes of all entries applied since the store was opened
   */
  void flushed(Ledger held, long logBytes);

  /**
   * Apply thread: the engine's content was replaced, and the log before it may be gone. On return
   * there is a checkpoint of the new content, and none of the old.
   */
  void installed(Ledger held) throws IOException;

  /** The position of the last verified checkpoint; START if there is none. Any thread. */
  LogPosition checkpointed();

  /**
   * Any thread: the engine's files may not be what was written; the next start must not use them.
   */
  void distrust();

  /**
   * The engine is closed. Called once, last.
   *
   * @param inOrder by a wish, and nothing has failed; else as a crash would
   */
  void ended(boolean inOrder);
}
