package dev.isochrone.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.request.SessionStep;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one session of idempotency: which is the next, and which is the lowest whose
 * answer is still wanted. A server keeps the answers from there on, {@value #WINDOW} at most, so no
 * sequence is begun so far above the lowest.
 *
 * <p>A sequence that is done is never to be sent again: servers may have forgotten it, and would
 * not know it from one that they never saw.
 *
 * <p>Any thread; each call holds a lock for a few instructions. Amortised, each costs the same
 * however many are outstanding.
 */
final class SessionLedger {
  /** As many answers as a server keeps for a session. */
  static final int WINDOW = 4_096;

  private final long session;
  private final HlcTimestamp opened;
  private final Object lock = new Object();

  /** A bit for each sequence of the window, in the place of its last bits: whether it is done. */
  @GuardedBy("lock") private final long[] done = new long[WINDOW / Long.SIZE];

  @GuardedBy("lock") private long next = 1;

  @GuardedBy("lock") private long lowest = 1;

  /**
   * A session in which nothing was sent yet.
   *
   * @param session its id, as a server gave it
   * @param opened its time, as a server gave it
   */
  SessionLedger(long session, HlcTimestamp opened) {
    this.session = session;
    this.opened = opened;
  }

  /** The next write's place in the session; null while the window is full. */
  @Nullable SessionStep begin() {
    synchronized (lock) {
      return isFull() ? null : new SessionStep(session, opened, next++, lowest);
    }
  }

  /**
   * Nobody wants this sequence's answer any more, and nobody will send it again.
   *
   * @return whether the window was full, and is no more
   * @throws IllegalStateException if it was not begun, or is done already
   */
  boolean done(long sequence) {
    synchronized (lock) {
      if (sequence < lowest || sequence >= next || isDone(sequence)) {
        throw new IllegalStateException("sequence " + sequence + " is not under way");
      }
      boolean wasFull = isFull();
      done[word(sequence)] |= bit(sequence);
      while (lowest < next && isDone(lowest)) {
        done[word(lowest)] &= ~bit(lowest);
        lowest++;
      }
      return wasFull && !isFull();
    }
  }

  @GuardedBy("lock") private boolean isFull() {
    return next - lowest == WINDOW;
  }

  @GuardedBy("lock") private boolean isDone(long sequence) {
    return (done[word(sequence)] & bit(sequence)) != 0;
  }

  private static int word(long sequence) {
    return (int) (sequence % WINDOW) / Long.SIZE;
  }

  private static long bit(long sequence) {
    return 1L << sequence;
  }
}
