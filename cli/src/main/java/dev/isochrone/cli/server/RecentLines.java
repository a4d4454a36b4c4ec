package dev.isochrone.cli.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** The latest lines of a log, in memory. Any thread; Logback calls {@link #append} one by one. */
final class RecentLines extends AppenderBase<ILoggingEvent> {
  static final int LINES_MAX = 500;
  private static final int CHARS_MAX = 1_000;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(Instant.ofEpochMilli(event.getTimeStamp())).append(' ').append(event.getLevel());
    line.append(' ').append(event.getLoggerName()).append(' ').append(event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
    }
    if (event.getThrowableProxy() != null) {
      line.append(" (").append(event.getThrowableProxy().getClassName()).append(')');
    }
    String cut = line.length() <= CHARS_MAX ? line.toString() : line.substring(0, CHARS_MAX);
    synchronized (lines) {
      lines.addLast(cut);
      if (lines.size() > LINES_MAX) {
        lines.removeFirst();
      }
    }
  }

  /** The oldest first. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
