package dev.isochrone.zone.store.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The cuts between entries at which snapshots read, and what must be kept for them.
 *
 * <p>The apply thread numbers its entries, 1 and up. A snapshot at cut {@code c} sees what the
 * entries up to {@code c} did. The apply thread drops what it replaces in the active memtable,
 * unless a snapshot can reach it, and it asks that once, when an entry begins. The argument why no
 * snapshot misses a version:
 *
 * <ol>
 *   <li>An entry {@code k} begins by writing {@code begun = k}, and only then reads {@code
 *       keptUpTo}. A snapshot first sets {@code keptUpTo} to "all" and only then reads {@code
 *       begun}, as {@code b}. All four are volatile, so they have one order, and either the entry
 *       finds "all", or the snapshot finds {@code b >= k}. Hence every entry above {@code b} keeps
 *       what it replaces.
 *   <li>The snapshot waits until {@code b} has ended, and takes for its cut {@code c} the last
 *       entry that has, so {@code c >= b}. Only entries above {@code c} hide anything from it, and
 *       they are above {@code b} too: they keep, for each row, what was there before them.
 *   <li>From then on {@code keptUpTo} is the newest of the open cuts, thus at least {@code c}, or
 *       "all" while another one is being taken. What an entry above {@code c} finds for a row is
 *       what {@code c} sees, or a version above {@code c} that has it among those behind it; the
 *       first is kept as its number is at most {@code keptUpTo}, the second may be dropped, but
 *       what is behind it is handed on. So by induction the chain behind the newest version holds
 *       what {@code c} sees until the snapshot closes.
 *   <li>What entries up to {@code c} put is visible to who has read the volatile {@code ended} at
 *       {@code c} or above, since they put before they ended.
 * </ol>
 *
 * <p>While no snapshot is open this costs an entry two volatile writes and two reads, and a put
 * nothing.
 */
public final class Cuts {
  /** No snapshot is open, and none is being taken. */
  static final long NONE = -1;

  private static final long ALL = Long.MAX_VALUE;

  /** Applying an entry takes milliseconds; one that takes longer than this has failed. */
  private static final long WAIT_MAX_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * An entry that has begun.
   *
   * @param keptUpTo of what it replaces, what entries up to this one put may still be read; {@link
   *     #NONE}: nothing
   */
  public record Entry(long number, long keptUpTo) {}

  /**
   * The last entry that has ended.
   *
   * @param ledger at its end; always the same, whichever thread asks
   */
  record Ended(long number, Supplier<Ledger> ledger) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition entryEnded = lock.newCondition();

  @GuardedBy("lock") private final SortedMap<Long, Integer> open = new TreeMap<>();

  // Written by the apply thread, read by any.
  private volatile long begun;
  private volatile Ended ended;

  // Written under the lock, read by any.
  private volatile int coming;
  private volatile long keptUpTo = NONE;

  /** Before the first entry. */
  public Cuts(Ledger opened) {
    this.ended = new Ended(0, () -> opened);
  }

  /** Apply thread: the next entry begins. */
  public Entry begin() {
    long number = ended.number() + 1;
    begun = number; // Before the read: see above.
    return new Entry(number, keptUpTo);
  }

  /**
   * Apply thread: what has begun has ended. Before its memtable can be frozen, or a snapshot could
   * find in a frozen one what its cut leaves out.
   */
  public void end(Supplier<Ledger> ledger) {
    ended = new Ended(ended.number() + 1, ledger);
    if (coming > 0) {
      lock.lock();
      try {
        entryEnded.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** The last entry that has ended. */
  Ended ended() {
    return ended;
  }

  /**
   * A snapshot is coming: from here on everything is kept. Waits until the entry that had begun has
   * ended. If this returns, {@link #open} or {@link #giveUp} must follow.
   *
   * @throws StoreException if the entry does not end
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock.
  void announce() {
    lock.lock();
    try {
      coming++;
      keptUpTo = ALL;
      long mustEnd = begun; // After the write: see above.
      awaitEnd(mustEnd);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock") private void awaitEnd(long number) {
    long left = WAIT_MAX_NANOS;
    boolean interrupted = false;
    while (ended.number() < number && left > 0 && !interrupted) {
      try {
        left = entryEnded.awaitNanos(left);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        interrupted = true;
      }
    }
    if (ended.number() < number) {
      leave();
      throw new StoreException(Problem.BUSY, "an entry did not end in time for a snapshot");
    }
  }

  /** The snapshot that was announced reads at this cut, until {@link #close}. */
  void open(long cut) {
    lock.lock();
    try {
      open.merge(cut, 1, Integer::sum);
      leave();
    } finally {
      lock.unlock();
    }
  }

  /** The snapshot that was announced is not taken. */
  void giveUp() {
    lock.lock();
    try {
      leave();
    } finally {
      lock.unlock();
    }
  }

  /** A snapshot at this cut is read no more. */
  void close(long cut) {
    lock.lock();
    try {
      open.computeIfPresent(
          cut, (at, readers) -> readers == 1 ? null : Integer.valueOf(readers - 1));
      refresh();
    } finally {
      lock.unlock();
    }
  }

  /** How many snapshots are open. */
  public int openCount() {
    lock.lock();
    try {
      return open.values().stream().mapToInt(Integer::intValue).sum();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock") @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock.
  private void leave() {
    coming--;
    refresh();
  }

  @GuardedBy("lock") private void refresh() {
    if (coming > 0) {
      keptUpTo = ALL;
    } else {
      keptUpTo = open.isEmpty() ? NONE : open.lastKey();
    }
  }
}
