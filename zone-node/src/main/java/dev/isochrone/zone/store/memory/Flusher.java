package dev.isochrone.zone.store.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.session.SessionChanges;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is behind the memtables: takes the oldest frozen one, writes it as one batch, drops it from
 * the view. All there is to get wrong about the change of views stands on this page. A {@link
 * FlushThread} makes its steps; or, in a simulation, whoever owns it does, and then nobody waits:
 * where a wait would be, the next step is made at once.
 *
 * <p>The view changes under the lock, by the apply thread (rotation, install) or by a step (drop);
 * it is read without.
 */
public final class Flusher {
  /** How the flusher is to end. */
  public enum Ending {
    /** When the queue is empty. */
    DRAINED,
    /** At once; what is queued is in the log and will be replayed. */
    ABANDONED
  }

  /** What follows a flush. On the flusher's thread; a throw stops the store. */
  public interface Sequel {
    /** The engine has these rows, and readers still find them in memory. */
    void written(Map<StoredKey, StoredRow> rows);

    /** The engine holds this ledger, and nothing else writes to it until this returns. */
    void flushed(Ledger held);
  }

  private final KvEngine engine;
  private final Sequel sequel;
  private final Consumer<Throwable> onFault;
  private final @Nullable FlushThread thread; // Null: by hand.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile View view;
  private volatile Ledger held;
  private volatile @Nullable Throwable fault;

  @GuardedBy("lock") private boolean writing;

  @GuardedBy("lock") private @Nullable Ending ending;

  private Flusher(
      KvEngine engine,
      Ledger held,
      @Nullable FlushThread thread,
      Sequel sequel,
      Consumer<Throwable> onFault) {
    this.engine = engine;
    this.sequel = sequel;
    this.held = held;
    this.view = View.of(held);
    this.onFault = onFault;
    this.thread = thread;
  }

  /**
   * Starts the thread.
   *
   * @param held the ledger that the engine holds
   */
  public static Flusher start(
      KvEngine engine, Ledger held, String name, Sequel sequel, Consumer<Throwable> onFault) {
    FlushThread thread = new FlushThread("flusher-" + name);
    Flusher flusher = new Flusher(engine, held, thread, sequel, onFault);
    thread.start(flusher);
    return flusher;
  }

  /**
   * Starts nothing: whoever owns it calls {@link #step}. For one thread alone.
   *
   * @param held the ledger that the engine holds
   */
  public static Flusher byHand(
      KvEngine engine, Ledger held, Sequel sequel, Consumer<Throwable> onFault) {
    return new Flusher(engine, held, null, sequel, onFault);
  }

  /** What lies in memory now. Any thread. */
  public View view() {
    return view;
  }

  /** The ledger that the engine holds, durably. Any thread. */
  public Ledger held() {
    return held;
  }

  /** Whether a flush has failed; none follows it. Any thread. */
  public boolean hasFailed() {
    return fault != null;
  }

  /** Throws if a flush has failed: nothing is flushed after that. */
  public void requireSound() {
    Throwable why = fault;
    if (why != null) {
      throw new StoreException(Problem.CLOSED, "stopped by a failed flush", why);
    }
  }

  /** Apply thread: freezes the active memtable at this ledger, and queues it. */
  public Memtable rotate(Ledger reached, SessionChanges sessions) {
    requireSound();
    lock.lock();
    try {
      Memtable full = view.active();
      full.freeze(reached, sessions);
      view = view.rotated();
      changed.signalAll();
      return full;
    } finally {
      lock.unlock();
    }
  }

  /** Apply thread: waits while memtables have this size or more, and a flush can help. */
  public void awaitBelow(long bytes) {
    if (view.bytes() < bytes) {
      return;
    }
    lock.lock();
    try {
      while (view.bytes() >= bytes && !view.frozen().isEmpty() && fault == null && ending == null) {
        if (!madeStep()) {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
    requireSound();
  }

  /** Apply thread: empties memory, and waits until nothing is written. Readers are refused. */
  public void suspend() {
    View dropped;
    lock.lock();
    try {
      dropped = view;
      view = view.suspended();
      while (writing) {
        if (!madeStep()) {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
    giveUp(dropped, new StoreException(Problem.INSTALLING, "replaced before it was flushed"));
    requireSound();
  }

  /** Apply thread, after {@link #suspend}: the engine now holds this ledger. */
  public void resume(Ledger installed) {
    lock.lock();
    try {
      held = installed;
      view = view.resumed(installed);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread and waits for it, unless this is it. */
  public void stop(Ending how) {
    lock.lock();
    try {
      if (ending != Ending.ABANDONED) {
        ending = how;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (thread == null) {
      while (step()) {}
    } else {
      thread.join();
    }
    giveUp(view, new StoreException(Problem.CLOSED, "closed before it was flushed"));
  }

  /** Waits until there is something to flush; false if nothing will be flushed any more. */
  boolean awaitWork() {
    lock.lock();
    try {
      while (ending == null && fault == null && view.frozen().isEmpty()) {
        changed.awaitUninterruptibly();
      }
      return hasWork();
    } finally {
      lock.unlock();
    }
  }

  /** Flushes the oldest frozen memtable. False if there was none, or nothing may be flushed. */
  public boolean step() {
    Memtable frozen = next();
    if (frozen == null) {
      return false;
    }
    try {
      engine.write(FlushPlan.batch(held, frozen));
      sequel.written(frozen.newest());
      drop(frozen);
      frozen.flushed().complete(frozen.ledger().applied());
      sequel.flushed(frozen.ledger());
      rest();
      return true;
    } catch (Throwable failed) { // Whatever it is: without flushes the store must not go on.
      fail(failed);
      return false;
    }
  }

  private @Nullable Memtable next() {
    lock.lock();
    try {
      writing = hasWork();
      return writing ? view.frozen().get(0) : null;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock") private boolean hasWork() {
    return fault == null && ending != Ending.ABANDONED && !view.frozen().isEmpty();
  }

  /** By hand: whoever would wait for a step makes it. */
  private boolean madeStep() {
    return thread == null && step();
  }

  private void drop(Memtable frozen) {
    lock.lock();
    try {
      held = frozen.ledger();
      view = view.without(frozen);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable why) {
    View left;
    lock.lock();
    try {
      writing = false;
      fault = why;
      left = view;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    giveUp(left, why);
    onFault.accept(why);
  }

  /**
   * Tells those who wait for a flush that it does not come; without the lock, for they may call.
   */
  private static void giveUp(View left, Throwable why) {
    left.frozen().forEach(frozen -> frozen.flushed().completeExceptionally(why));
  }
}
