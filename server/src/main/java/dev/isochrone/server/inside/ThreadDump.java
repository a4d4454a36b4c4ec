package dev.isochrone.server.inside;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Comparator;

/** Where the threads of this process are, as text: names, places and locks, and no values. */
public final class ThreadDump {
  private static final String CUT = "\n... cut off\n";

  private ThreadDump() {}

  /**
   * Of all threads, those that are held up first, since the end may be cut off.
   *
   * @param charsMax the text's length, but for a last line that says that it was cut off
   */
  public static String taken(int charsMax) {
    ThreadInfo[] threads =
        ManagementFactory.getThreadMXBean()
            .dumpAllThreads(/* lockedMonitors= */ true, /* lockedSynchronizers= */ true);
    StringBuilder text = new StringBuilder();
    Arrays.stream(threads)
        .sorted(Comparator.comparingInt(ThreadDump::order).thenComparing(ThreadInfo::getThreadName))
        .takeWhile(thread -> text.length() <= charsMax)
        .forEach(thread -> add(thread, text));
    return text.length() <= charsMax ? text.toString() : text.substring(0, charsMax) + CUT;
  }

  private static int order(ThreadInfo thread) {
    return switch (thread.getThreadState()) {
      case BLOCKED -> 0;
      case RUNNABLE -> 1;
      case NEW, WAITING, TIMED_WAITING, TERMINATED -> 2;
    };
  }

  private static void add(ThreadInfo thread, StringBuilder text) {
    text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
    LockInfo lock = thread.getLockInfo();
    if (lock != null) {
      text.append(" on ").append(lock);
    }
    if (thread.getLockOwnerName() != null) {
      text.append(" held by \"").append(thread.getLockOwnerName()).append('"');
    }
    text.append('\n');
    StackTraceElement[] frames = thread.getStackTrace();
    for (int depth = 0; depth < frames.length; depth++) {
      text.append("  at ").append(frames[depth]).append('\n');
      for (MonitorInfo monitor : thread.getLockedMonitors()) {
        if (monitor.getLockedStackDepth() == depth) {
          text.append("  - holds ").append(monitor).append('\n');
        }
      }
    }
    for (LockInfo held : thread.getLockedSynchronizers()) {
      text.append("  - holds ").append(held).append('\n');
    }
  }
}
