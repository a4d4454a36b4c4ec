package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that does so many steps, and then nothing any more, as when the power is gone. */
final class StoppingDisk implements Disk {
  /** Thrown at every step that is not done. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Disk disk = Disk.ofThisMachine();
  private int left;
  private boolean stopped;

  StoppingDisk(int steps) {
    this.left = steps;
  }

  synchronized boolean hasStopped() {
    return stopped;
  }

  private synchronized void step() {
    if (left == 0) {
      stopped = true;
      throw new Stopped();
    }
    left--;
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    step();
    disk.makeDirectory(directory);
  }

  @Override
  public void link(Path file, Path name) throws IOException {
    step();
    disk.link(file, name);
  }

  @Override
  public void copy(Path file, Path to) throws IOException {
    step();
    disk.copy(file, to);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    step();
    disk.write(file, content);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    disk.move(from, to);
  }

  @Override
  public void delete(Path tree) throws IOException {
    step();
    disk.delete(tree);
  }

  @Override
  public void sync(Path fileOrDirectory) throws IOException {
    step();
    disk.sync(fileOrDirectory);
  }
}
