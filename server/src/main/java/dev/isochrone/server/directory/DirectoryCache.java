package dev.isochrone.server.directory;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest directory that this node was ever given. It begins with the one on its disk, asks the
 * controllers for newer ones, and keeps each before it tells of it: after a restart the node knows
 * at least what it has acted on. It never goes back to an older one, and not to another cluster's
 * or region's.
 *
 * <p>{@link #newest} may be called by any thread; all else happens on one thread of the cache's
 * own.
 */
public final class DirectoryCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryCache.class);

  private final DirectoryCopyFile file;
  private final DirectorySource source;
  private final Consumer<DirectoryCopy> listener;
  private final ScheduledExecutorService thread;
  private final Duration pause;
  private volatile Optional<DirectoryCopy> newest;

  /** Said once for each reason, not at every question. */
  private String lastTrouble = "";

  private DirectoryCache(
      DirectoryCopyFile file,
      DirectorySource source,
      Duration pause,
      Consumer<DirectoryCopy> listener)
      throws IOException {
    this.file = file;
    this.source = source;
    this.pause = pause;
    this.listener = listener;
    this.newest = file.load();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "directory-cache");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Begins with what is on the disk, and asks at once for newer.
   *
   * @param file its directory must exist; replaced durably
   * @param pause between an answer and the next question
   * @param listener told of each newer copy, on the cache's thread; not of the one on the disk
   * @throws IOException the file can't be read
   */
  public static DirectoryCache open(
      Path file, DirectorySource source, Duration pause, Consumer<DirectoryCopy> listener)
      throws IOException {
    DirectoryCache cache = new DirectoryCache(new DirectoryCopyFile(file), source, pause, listener);
    cache.thread.execute(cache::ask);
    return cache;
  }

  /** The newest copy; empty if this node was never given one. */
  public Optional<DirectoryCopy> newest() {
    return newest;
  }

  private void ask() {
    var unused = source.fetch(newest).thenAccept(this::answered);
  }

  /** On whatever thread brings the answer. */
  private void answered(Outcome<Optional<DirectoryCopy>> answer) {
    try {
      thread.execute(() -> take(answer));
      var unused = thread.schedule(this::ask, pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      // Nobody waits for it any more.
    }
  }

  private void take(Outcome<Optional<DirectoryCopy>> answer) {
    if (answer instanceof Outcome.Refused<Optional<DirectoryCopy>> refused) {
      trouble(refused.refusal());
      return;
    }
    lastTrouble = "";
    ((Outcome.Done<Optional<DirectoryCopy>>) answer).value().ifPresent(this::offer);
  }

  private void offer(DirectoryCopy copy) {
    Optional<DirectoryCopy> known = newest;
    if (known.isPresent() && !copy.supersedes(known.get())) {
      return;
    }
    try {
      file.save(copy);
    } catch (IOException refused) {
      LOG.warn("a newer directory could not be kept, and is not used", refused);
      return;
    }
    newest = Optional.of(copy);
    listener.accept(copy);
  }

  private void trouble(Refusal refusal) {
    String said = refusal.code() + ": " + refusal.message();
    if (!said.equals(lastTrouble)) {
      lastTrouble = said;
      LOG.info("no newer directory ({}); going on with what is known", said);
    }
  }

  /** Asks no more; what is known stays known. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
