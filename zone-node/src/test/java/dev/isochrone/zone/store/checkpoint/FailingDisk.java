package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A disk that fails as disks do: a file that is not synced once is so for good, though every later
 * sync of it says yes; what else fails, fails until there is room again.
 */
final class FailingDisk implements Disk {
  /** What may fail. */
  enum Step {
    LINK,
    COPY,
    WRITE,
    MOVE,
    SYNC
  }

  private final Disk disk = Disk.ofThisMachine();
  private Optional<Step> failing = Optional.empty();
  private int before;
  private int failures;
  private final List<Path> unsynced = new ArrayList<>();
  private final List<Path> repeated = new ArrayList<>();

  /** From here on, the first so many steps of this kind are done, and then they fail. */
  synchronized void fail(Step step, int after) {
    failing = Optional.of(step);
    before = after;
  }

  synchronized void heal() {
    failing = Optional.empty();
  }

  synchronized int failures() {
    return failures;
  }

  /** What was synced once more after a sync of it had failed. */
  synchronized List<Path> repeated() {
    return List.copyOf(repeated);
  }

  private synchronized boolean fails(Step step) {
    if (!failing.equals(Optional.of(step)) || before-- > 0) {
      return false;
    }
    failures++;
    return true;
  }

  private void step(Step step) throws IOException {
    if (fails(step)) {
      throw new IOException("no room to " + step);
    }
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    disk.makeDirectory(directory);
  }

  @Override
  public void link(Path file, Path name) throws IOException {
    step(Step.LINK);
    disk.link(file, name);
  }

  @Override
  public void copy(Path file, Path to) throws IOException {
    step(Step.COPY);
    disk.copy(file, to);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    step(Step.WRITE);
    disk.write(file, content);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step(Step.MOVE);
    disk.move(from, to);
  }

  @Override
  public void delete(Path tree) throws IOException {
    disk.delete(tree);
  }

  @Override
  public synchronized void sync(Path fileOrDirectory) throws IOException {
    Path what = fileOrDirectory.normalize();
    if (unsynced.contains(what)) {
      repeated.add(what);
    }
    if (fails(Step.SYNC)) {
      unsynced.add(what);
      heal();
      throw new SyncFailedException(what.toString());
    }
    disk.sync(fileOrDirectory);
  }
}
