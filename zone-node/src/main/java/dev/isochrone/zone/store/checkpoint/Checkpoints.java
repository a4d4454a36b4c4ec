package dev.isochrone.zone.store.checkpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.zone.store.Safeguard;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.FileEngine;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.IOException;
import java.io.SyncFailedException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a replica's checkpoints, by bytes of log, and keeps its start mark.
 *
 * <p>The flusher copies the engine's files between two flushes: links, and one file of at most 8
 * MiB. A thread of its own then reads the copy whole and holds it against its ledger, which may
 * take long; only after that does the copy count, and the one before goes. A copy that is not as
 * its ledger says means that the engine is not either: the replica stops, and its next start builds
 * the engine anew. A copy that could not be made for another reason than a failed sync, for
 * instance on a full disk, is tried again when the log has grown as much once more.
 */
public final class Checkpoints implements Safeguard {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final ReplicaDirectory replica;
  private final Shelf shelf;
  private final ReplicaLock lock;
  private final FileEngine engine;
  private final BootId boot;
  private final long everyBytes;
  private final Consumer<Throwable> onFault;

  private volatile LogPosition last;
  private volatile boolean ending;
  private volatile boolean distrusted;

  /** The flusher's: of the log when the last copy was tried. */
  private long logBytesThen;

  /** The flusher's: whether how much log lies behind the last checkpoint is not known. */
  private boolean behindUnknown;

  private final Object turn = new Object();

  @GuardedBy("turn") private @Nullable Thread verifying;

  private Checkpoints(
      ReplicaDirectory replica,
      ReplicaLock lock,
      StoreStart.Started started,
      LogPosition last,
      Config config,
      Consumer<Throwable> onFault) {
    this.replica = replica;
    this.shelf = new Shelf(replica);
    this.lock = lock;
    this.engine = started.engine();
    this.boot = config.boot();
    this.everyBytes = config.everyBytes();
    this.last = last;
    this.behindUnknown = started.ledger().applied().isAfter(last);
    this.onFault = onFault;
  }

  /**
   * How checkpoints are made.
   *
   * @param everyBytes when the log has grown by this
   */
  public record Config(long everyBytes, BootId boot) {
    public Config {
      if (everyBytes < 1) {
        throw new IllegalArgumentException("a checkpoint every " + everyBytes + " bytes");
      }
    }
  }

  /**
   * Opens the replica's engine, builds it anew if it can't be trusted, and takes its directory's
   * lock until the store is closed.
   *
   * @param onFault told once, on any thread, if the engine's content is found not to be what was
   *     written: the replica must stop
   * @throws StoreException if another server has the directory, or it is of a newer release
   */
  public static Checkpoints open(
      ReplicaDirectory replica, Config config, Consumer<Throwable> onFault) throws IOException {
    replica.disk().makeDirectory(replica.root());
    replica.disk().sync(replica.root().resolveSibling("."));
    ReplicaLock lock = ReplicaLock.take(replica.lock());
    boolean opened = false;
    try {
      StoreStart.Started started = StoreStart.open(replica, config.boot());
      LogPosition last = new Shelf(replica).newest();
      Checkpoints checkpoints = new Checkpoints(replica, lock, started, last, config, onFault);
      opened = true;
      return checkpoints;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** The engine that was opened; the store's from here on. */
  public FileEngine engine() {
    return engine;
  }

  @Override
  public LogPosition checkpointed() {
    return last;
  }

  @Override
  public void flushed(Ledger held, long logBytes) {
    // How much was logged since the last checkpoint does not outlive a restart: then begin with
    // one.
    boolean due = behindUnknown || logBytes - logBytesThen >= everyBytes;
    if (!due || distrusted || !held.applied().isAfter(last) || isVerifying()) {
      return;
    }
    logBytesThen = logBytes;
    behindUnknown = false;
    try {
      shelf.copy(engine, held.applied());
      verifyAside(held.applied());
    } catch (SyncFailedException lost) {
      throw new UncheckedIOException(lost);
    } catch (IOException notNow) {
      LOG.warn("{}: no checkpoint at {}", replica.root(), held.applied(), notNow);
    }
  }

  private boolean isVerifying() {
    synchronized (turn) {
      return verifying != null;
    }
  }

  private void verifyAside(LogPosition position) {
    synchronized (turn) {
      Thread thread =
          new Thread(() -> verify(position), "checkpoint-" + replica.root().getFileName());
      thread.setDaemon(true);
      verifying = thread;
      thread.start();
    }
  }

  private void verify(LogPosition position) {
    try {
      stand();
    } catch (CancellationException notWanted) {
      LOG.debug("{}: the checkpoint at {} is given up", replica.root(), position);
    } catch (StoreException | SyncFailedException damaged) {
      distrust();
      onFault.accept(damaged);
    } catch (IOException notNow) {
      LOG.warn("{}: no checkpoint at {}", replica.root(), position, notNow);
    } catch (Throwable broken) { // Whatever it is, somebody must hear of it.
      onFault.accept(broken);
    } finally {
      synchronized (turn) {
        verifying = null;
        turn.notifyAll();
      }
    }
  }

  private void stand() throws IOException {
    Manifest verified = shelf.verifyCopy(() -> !ending);
    shelf.stand(verified);
    last = verified.position();
    LOG.info("{}: checkpoint at {}", replica.root(), last);
    replica.disk().delete(replica.aside());
  }

  @Override
  public void installed(Ledger held) throws IOException {
    awaitVerifier(); // It reads a copy of the old content, which is going.
    shelf.copy(engine, held.applied());
    stand();
  }

  @Override
  public void distrust() {
    distrusted = true;
    try {
      replica.disk().delete(replica.mark());
      replica.disk().sync(replica.root());
    } catch (IOException alsoFailed) {
      LOG.error("{}: could not be marked as not to be trusted", replica.root(), alsoFailed);
    }
  }

  @Override
  public void ended(boolean inOrder) {
    ending = true;
    awaitVerifier();
    try (lock) {
      if (inOrder && !distrusted) {
        markClosed();
      }
    } catch (SyncFailedException lost) {
      LOG.error("{}: the files could not be synced at the end", replica.root(), lost);
      distrust(); // The mark of the beginning would let the next start trust them.
    } catch (IOException notMarked) {
      LOG.warn("{}: closed, but without the mark of it", replica.root(), notMarked);
    }
  }

  /** The engine syncs what it was given, but not what it writes at its own close. */
  private void markClosed() throws IOException {
    Disk disk = replica.disk();
    for (String name : Shelf.lengths(replica.live()).keySet()) {
      disk.sync(replica.live().resolve(name));
    }
    disk.sync(replica.live());
    disk.replace(replica.mark(), new StartMark(StartMark.State.CLOSED, boot.get()).encode());
  }

  private void awaitVerifier() {
    boolean interrupted = false;
    synchronized (turn) {
      while (verifying != null && verifying != Thread.currentThread()) {
        try {
          turn.wait();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
