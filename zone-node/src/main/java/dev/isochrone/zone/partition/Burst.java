package dev.isochrone.zone.partition;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stretch of one thread's work in which many answers are given. Whoever sends answers may put off
 * the sending to the stretch's end, so that those of one log entry leave as one message.
 *
 * <p>One of these serves a node. Any thread; each has a stretch of its own.
 */
public final class Burst {
  /** What each thread that is in a stretch has put off. */
  private final Map<Thread, Set<Runnable>> stretches = new ConcurrentHashMap<>();

  /** Does the work, then what was put off meanwhile. Inside a stretch it is part of that one. */
  public void during(Runnable work) {
    Thread here = Thread.currentThread();
    if (stretches.containsKey(here)) {
      work.run();
      return;
    }
    Set<Runnable> putOff = new LinkedHashSet<>();
    stretches.put(here, putOff);
    try {
      work.run();
    } finally {
      stretches.remove(here);
      putOff.forEach(Runnable::run);
    }
  }

  /**
   * Runs this at the end of the thread's stretch, once however often it is put off, or now if there
   * is none.
   */
  public void atEnd(Runnable task) {
    Set<Runnable> putOff = stretches.get(Thread.currentThread());
    if (putOff == null) {
      task.run();
    } else {
      putOff.add(task);
    }
  }
}
