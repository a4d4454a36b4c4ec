package dev.isochrone.server.inside;

import dev.isochrone.wire.inside.LogLevel;
import java.util.List;

/** A process' log, as far as it can be changed while it runs. Any thread; nothing waits. */
public interface LogControl {
  /**
   * Sets how much a logger says, and all below it that were not set themselves.
   *
   * @return what was in force for it before
   */
  LogLevel set(String logger, LogLevel level);

  /** The latest lines, the oldest first: not many, each cut where it is long. */
  List<String> recent();
}
