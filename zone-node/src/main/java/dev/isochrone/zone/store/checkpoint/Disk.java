package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The few things that are done to files and directories here, one step each, so that a test can
 * stop the world between any two. Nothing is durable before {@link #sync}.
 */
public interface Disk {
  /** Makes the directory, and those above it; no error if it is there. */
  void makeDirectory(Path directory) throws IOException;

  /** Gives a file a second name; it is not to be written any more under either. */
  void link(Path file, Path name) throws IOException;

  /** Copies a file to a new name. */
  void copy(Path file, Path to) throws IOException;

  /** Makes or replaces a small file. */
  void write(Path file, byte[] content) throws IOException;

  /** Renames a file or directory, on the same file system; a file at the target is replaced. */
  void move(Path from, Path to) throws IOException;

  /** Removes a file, or a directory with all that is in it; no error if it is not there. */
  void delete(Path tree) throws IOException;

  /**
   * Makes the content of a file, or the entries of a directory, outlive a loss of power.
   *
   * @throws java.io.SyncFailedException it may never be: a second attempt could succeed without
   *     writing anything
   */
  void sync(Path fileOrDirectory) throws IOException;

  /** The operating system's. */
  static Disk ofThisMachine() {
    return new SystemDisk();
  }

  /** After it, there is the old content under this name or the new one, whole. */
  default void replace(Path file, byte[] content) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    write(beside, content);
    sync(beside);
    move(beside, file);
    sync(file.resolveSibling("."));
  }
}
