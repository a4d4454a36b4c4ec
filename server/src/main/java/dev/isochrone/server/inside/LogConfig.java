package dev.isochrone.server.inside;

import dev.isochrone.wire.inside.LogLevel;

/**
 * How a server's process logs at its start.
 *
 * @param level of our own loggers; what others log below an error is left out
 */
public record LogConfig(Format format, LogLevel level) {
  /** For people, and what matters. */
  public static final LogConfig DEFAULT = new LogConfig(Format.TEXT, LogLevel.WARN);

  /** What a line is. */
  public enum Format {
    /** For a terminal. */
    TEXT,
    /** One JSON object, for whatever collects logs. */
    JSON
  }
}
