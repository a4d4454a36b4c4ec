package dev.isochrone.cli.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Stops once what a process runs, the last first, whether the command returns or the process is
 * told to end. After a fault nothing is stopped in order: what is on the disk is right, and what is
 * in memory may not be.
 */
final class Closing implements AutoCloseable {
  private final Life life;

  @GuardedBy("this") private final Deque<Runnable> stops = new ArrayDeque<>();

  @GuardedBy("this") private boolean closed;

  Closing(Life life) {
    this.life = life;
  }

  /** From here on this is to be stopped; it is stopped at once if the process ends already. */
  synchronized void push(Runnable stop) {
    if (closed) {
      stop.run();
    } else {
      stops.push(stop);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!life.hasFailed() && !stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
