package dev.isochrone.wire.inside;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much a logger says: each level with all before it. The numbers are the wire's. */
public enum LogLevel {
  ERROR(1),
  WARN(2),
  INFO(3),
  DEBUG(4),
  TRACE(5);

  private final int number;

  LogLevel(int number) {
    this.number = number;
  }

  /** On the wire. */
  public int number() {
    return number;
  }

  /** The level that a word means, in whatever case. */
  public static Optional<LogLevel> of(String word) {
    return Arrays.stream(values()).filter(level -> level.name().equalsIgnoreCase(word)).findAny();
  }

  /** As it is written in files and commands. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
