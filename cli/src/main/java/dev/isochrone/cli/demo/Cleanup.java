package dev.isochrone.cli.demo;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the demo's cluster and removes what it left, once, whether the demo ends by itself or by
 * Ctrl-C.
 */
final class Cleanup {
  private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

  private final Optional<Path> toRemove;

  @GuardedBy("this") private @Nullable LocalCluster cluster;

  @GuardedBy("this") private boolean done;

  /**
   * Nothing to stop yet.
   *
   * @param toRemove a directory that goes with the demo
   */
  Cleanup(Optional<Path> toRemove) {
    this.toRemove = toRemove;
  }

  /** From here on there is a cluster to stop. */
  synchronized void close(LocalCluster started) {
    cluster = started;
  }

  synchronized void run() {
    if (done) {
      return;
    }
    done = true;
    if (cluster != null) {
      cluster.close();
    }
    toRemove.ifPresent(Cleanup::remove);
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      LOG.warn("{} could not be removed", directory, left);
    }
  }
}
