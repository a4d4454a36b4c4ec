package dev.isochrone.zone.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * The thread around a {@link Flusher}: waits for something to flush, makes a step, repeats. It is
 * never interrupted: it may be inside a sync.
 */
final class FlushThread {
  private final String name;
  private volatile @Nullable Thread thread; // Set before anybody can wait for its end.

  FlushThread(String name) {
    this.name = name;
  }

  /** Begins to make steps. Once. */
  void start(Flusher flusher) {
    Thread starting =
        new Thread(
            () -> {
              while (flusher.awaitWork()) {
                boolean unused = flusher.step(); // One that failed ends the work.
              }
            },
            name);
    starting.setDaemon(true);
    thread = starting;
    starting.start();
  }

  /** Waits for the end of the thread, unless this is it. */
  void join() {
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && running != Thread.currentThread() && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
