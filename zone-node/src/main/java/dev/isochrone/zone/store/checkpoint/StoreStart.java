package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.StoreOpening;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.FileEngine;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a replica's store: opens the engine that was left, or, where that can't be trusted,
 * builds one from the last checkpoint; the log after it is replayed by whoever drives the replica.
 *
 * <p>Why not trust: without a sync per commit the operating system writes pages back in any order,
 * and the engine has no checksum per page, so that after a loss of power a root may point at holes.
 *
 * <p>Interrupted at any point, the next start comes to the same: what is not to be trusted loses
 * its mark first and durably, and gets one last, when its successor is whole and durable; and
 * whatever lies under the engine's name without a mark is moved or removed, never read.
 */
public final class StoreStart {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStart.class);

  private final ReplicaDirectory replica;
  private final Disk disk;
  private final Shelf shelf;
  private final String bootId;

  private StoreStart(ReplicaDirectory replica, BootId boot) {
    this.replica = replica;
    this.disk = replica.disk();
    this.shelf = new Shelf(replica);
    this.bootId = boot.get();
  }

  /**
   * What a store is opened with.
   *
   * @param ledger what the engine holds
   * @param rebuilt whether the engine that was left was put aside
   */
  record Started(FileEngine engine, Ledger ledger, boolean rebuilt) {}

  /**
   * Opens the engine, by its own checks sound, and marked as in use.
   *
   * @throws StoreException if what is there is newer than this release, or the process was not
   *     started as the engine needs it
   */
  static Started open(ReplicaDirectory replica, BootId boot) throws IOException {
    return new StoreStart(replica, boot).open();
  }

  private Started open() throws IOException {
    shelf.sweep();
    if (trusted()) {
      mark();
      Optional<Started> asLeft = openAsLeft();
      if (asLeft.isPresent()) {
        return asLeft.get();
      }
    }
    return rebuild();
  }

  private boolean trusted() throws IOException {
    try {
      return StartMark.decode(Files.readAllBytes(replica.mark())).trustsFilesUnder(bootId);
    } catch (NoSuchFileException none) {
      return false;
    } catch (FormatException broken) {
      if (broken.problem() == FormatException.Problem.NEWER_FORMAT) {
        throw new StoreException(Problem.NEWER_FORMAT, replica.mark().toString(), broken);
      }
      return false;
    }
  }

  private void mark() throws IOException {
    disk.replace(replica.mark(), new StartMark(StartMark.State.OPEN, bootId).encode());
  }

  private Optional<Started> openAsLeft() throws IOException {
    try {
      FileEngine engine = replica.engines().live(replica.live());
      try {
        Ledger ledger = StoreOpening.ledger(engine);
        requireNotBehindItsCheckpoint(ledger);
        return Optional.of(new Started(engine, ledger, /* rebuilt= */ false));
      } catch (IOException | RuntimeException unsound) {
        engine.close();
        throw unsound;
      }
    } catch (StoreException unsound) {
      if (unsound.problem() != Problem.DAMAGED && unsound.problem() != Problem.IO) {
        throw unsound;
      }
      LOG.warn(
          "{}: the store is damaged; it is built anew from checkpoint and log",
          replica.root(),
          unsound);
      return Optional.empty();
    }
  }

  /** Else it lost what it had, or an install emptied it and did not end. */
  private void requireNotBehindItsCheckpoint(Ledger ledger) throws IOException {
    LogPosition checkpoint = shelf.newest();
    if (checkpoint.isAfter(ledger.applied())) {
      throw new StoreException(
          Problem.DAMAGED, "at " + ledger.applied() + ", before its checkpoint at " + checkpoint);
    }
  }

  private Started rebuild() throws IOException {
    disk.makeDirectory(replica.checkpoints());
    disk.delete(replica.mark());
    disk.sync(replica.root());
    boolean putAside = putAside();
    Optional<Path> checkpoint = soundCheckpoint();
    if (checkpoint.isPresent()) {
      shelf.restore(checkpoint.get(), replica.live());
    }
    if (putAside || checkpoint.isPresent()) {
      LOG.warn(
          "{}: the store was not left in order, and is not trusted; it begins with {}",
          replica.root(),
          checkpoint.map(Path::toString).orElse("nothing, and the whole log"));
    }
    mark();
    FileEngine engine = replica.engines().live(replica.live());
    try {
      return new Started(engine, StoreOpening.ledger(engine), /* rebuilt= */ true);
    } catch (RuntimeException unsound) {
      engine.close();
      throw unsound;
    }
  }

  /**
   * Whether there was anything. What was put aside before stays; what followed it was unfinished.
   */
  private boolean putAside() throws IOException {
    if (Files.exists(replica.aside())) {
      disk.delete(replica.live());
      disk.sync(replica.root());
      return true;
    }
    if (!Files.exists(replica.live())) {
      return false;
    }
    disk.move(replica.live(), replica.aside());
    disk.sync(replica.root());
    return true;
  }

  private Optional<Path> soundCheckpoint() throws IOException {
    for (Path checkpoint : shelf.newestFirst()) {
      try {
        shelf.verify(checkpoint, () -> true);
        return Optional.of(checkpoint);
      } catch (StoreException damaged) {
        if (damaged.problem() == Problem.NEWER_FORMAT || damaged.problem() == Problem.SETTING) {
          throw damaged;
        }
        LOG.warn("{} is damaged, and removed", checkpoint, damaged);
        shelf.remove(checkpoint);
      }
    }
    return Optional.empty();
  }
}
