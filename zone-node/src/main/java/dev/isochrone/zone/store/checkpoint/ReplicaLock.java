package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process at a time, and one holder in it, moves a replica's files. */
final class ReplicaLock implements AutoCloseable {
  private final FileChannel channel;

  private ReplicaLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws StoreException if it is taken
   */
  static ReplicaLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      @Nullable FileLock lock = channel.tryLock();
      taken = lock != null;
    } catch (OverlappingFileLockException byThisProcess) {
      // Told below.
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    if (!taken) {
      throw new StoreException(Problem.IO, file + " is taken: another server has this replica");
    }
    return new ReplicaLock(channel);
  }

  /** Lets go. Idempotent. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
