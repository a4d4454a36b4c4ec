package dev.isochrone.zone.partition;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one thread's work in which many answers are given. Whoever sends answers may put off
 * the sending to the stretch's end, so that those of one log entry leave as one message.
 *
 * <p>One of these serves a node. Any thread; each has a stretch of its own.
 */
public final class Burst {
  @SuppressWarnings(
      "ThreadLocalUsage") // One per node; a static one would be all nodes' of a process.
  private final ThreadLocal<@Nullable Set<Runnable>> current = new ThreadLocal<>();

  /** Does the work, then what was put off meanwhile. Inside a stretch it is part of that one. */
  public void during(Runnable work) {
    if (current.get() != null) {
      work.run();
      return;
    }
    Set<Runnable> putOff = new LinkedHashSet<>();
    current.set(putOff);
    try {
      work.run();
    } finally {
      current.remove();
      putOff.forEach(Runnable::run);
    }
  }

  /**
   * Runs this at the end of the thread's stretch, once however often it is put off, or now if there
   * is none.
   */
  public void atEnd(Runnable task) {
    Set<Runnable> putOff = current.get();
    if (putOff == null) {
      task.run();
    } else {
      putOff.add(task);
    }
  }
}
