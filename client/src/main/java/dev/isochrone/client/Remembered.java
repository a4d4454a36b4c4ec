package dev.isochrone.client;

import dev.isochrone.placement.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client remembers of its cluster from one run to the next. Written by a thread of its own,
 * which exists from the first directory on; whatever the disk refuses is logged, and the client
 * goes on without. Any thread.
 */
final class Remembered implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
  private static final long CLOSE_SECONDS_MAX = 5;

  private final DirectoryFile file;
  private final AtomicReference<@Nullable Directory> newest = new AtomicReference<>();

  /** One task runs and one waits, which takes the newest: more would find nothing to do. */
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          /* corePoolSize= */ 1,
          /* maximumPoolSize= */ 1,
          /* keepAliveTime= */ 0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(1),
          Remembered::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  Remembered(Path file) {
    this.file = new DirectoryFile(file);
  }

  /** The directory of an earlier run; empty if there is none that can be read. */
  Optional<Directory> directory() {
    try {
      return file.load();
    } catch (IOException unreadable) {
      LOG.warn("{} is ignored, and written anew: {}", file, unreadable.getMessage());
      return Optional.empty();
    }
  }

  /** Writes the directory, unless the file has a newer one of this cluster. Does not wait. */
  void keep(Directory directory) {
    newest.accumulateAndGet(directory, Remembered::newer);
    writer.execute(this::write);
  }

  /** Waits for what is being written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.warn("{} could not be written in time", file);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private void write() {
    Directory directory = newest.get();
    if (directory == null || isKept(directory)) {
      return;
    }
    try {
      file.save(directory);
    } catch (IOException refused) {
      LOG.warn("the directory is not remembered in {}: {}", file, String.valueOf(refused));
    }
  }

  private boolean isKept(Directory directory) {
    try {
      return file.load()
          .filter(kept -> kept.cluster().id().equals(directory.cluster().id()))
          .filter(kept -> kept.version() >= directory.version())
          .isPresent();
    } catch (IOException unreadable) {
      return false; // It was logged when the client began; now it is replaced.
    }
  }

  private static Directory newer(@Nullable Directory known, Directory given) {
    return known != null && known.version() > given.version() ? known : given;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "isochrone-client-memory");
    thread.setDaemon(true);
    return thread;
  }
}
