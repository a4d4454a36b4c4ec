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
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread behind the memtables: takes the oldest frozen one, writes it as one batch, drops it
 * from the view, repeats. All there is to get wrong about the change of views stands on this page.
 *
 * <p>The view changes under the lock, by the apply thread (rotation, install) or by the flusher
 * (drop); it is read without. The flusher is never interrupted: it may be inside a sync.
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
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile View view;
  private volatile Ledger held;
  private volatile @Nullable Throwable fault;

  @GuardedBy("lock") private boolean writing;

  @GuardedBy("lock") private @Nullable Ending ending;

  private Flusher(
      KvEngine engine, Ledger held, String name, Sequel sequel, Consumer<Throwable> onFault) {
    this.engine = engine;
    this.sequel = sequel;
    this.held = held;
    this.view = View.of(held);
    this.onFault = onFault;
    this.thread = new Thread(this::run, "flusher-" + name);
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @param held the ledger that the engine holds
   */
  public static Flusher start(
      KvEngine engine, Ledger held, String name, Sequel sequel, Consumer<Throwable> onFault) {
    Flusher flusher = new Flusher(engine, held, name, sequel, onFault);
    flusher.thread.start();
    return flusher;
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
        changed.awaitUninterruptibly();
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
        changed.awaitUninterruptibly();
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
    boolean interrupted = false;
    while (thread != Thread.currentThread() && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    giveUp(view, new StoreException(Problem.CLOSED, "closed before it was flushed"));
  }

  private void run() {
    try {
      for (Optional<Memtable> next = next(); next.isPresent(); next = next()) {
        Memtable frozen = next.get();
        engine.write(FlushPlan.batch(held, frozen));
        sequel.written(frozen.newest());
        drop(frozen);
        frozen.flushed().complete(frozen.ledger().applied());
        sequel.flushed(frozen.ledger());
        rest();
      }
    } catch (Throwable failed) { // Whatever it is: without this thread the store must not go on.
      fail(failed);
    }
  }

  private Optional<Memtable> next() {
    lock.lock();
    try {
      while (ending == null && view.frozen().isEmpty()) {
        changed.awaitUninterruptibly();
      }
      if (ending == Ending.ABANDONED || view.frozen().isEmpty()) {
        return Optional.empty();
      }
      writing = true;
      return Optional.of(view.frozen().get(0));
    } finally {
      lock.unlock();
    }
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
