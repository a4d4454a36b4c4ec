package dev.isochrone.server.config;

import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.wire.inside.LogLevel;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's log, as its configuration file has it.
 *
 * @param format {@code text} or {@code json}; absent: text
 * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}; absent:
 *     warn
 */
public record LogPart(@Nullable String format, @Nullable String level) {
  public LogPart {
    if (format != null && !format.equals("text") && !format.equals("json")) {
      throw new IllegalArgumentException("'format' is text or json");
    }
    if (level != null && LogLevel.of(level).isEmpty()) {
      throw new IllegalArgumentException("'level' is error, warn, info, debug or trace");
    }
  }

  /** One JSON object in each line. */
  public static LogPart json() {
    return new LogPart("json", null);
  }

  /** What a file says, or the default. */
  public static LogConfig config(@Nullable LogPart part) {
    if (part == null) {
      return LogConfig.DEFAULT;
    }
    LogConfig.Format format =
        part.format == null
            ? LogConfig.DEFAULT.format()
            : LogConfig.Format.valueOf(part.format.toUpperCase(Locale.ROOT));
    return new LogConfig(
        format,
        Optional.ofNullable(part.level).flatMap(LogLevel::of).orElse(LogConfig.DEFAULT.level()));
  }
}
