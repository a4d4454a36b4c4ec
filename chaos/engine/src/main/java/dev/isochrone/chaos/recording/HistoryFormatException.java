package dev.isochrone.chaos.recording;

import java.io.IOException;

/** A line that is no part of a history. */
public final class HistoryFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int line;

  HistoryFormatException(int line, String message, Throwable cause) {
    super("line " + line + ": " + message, cause);
    this.line = line;
  }

  /** Counted from 1. */
  public int line() {
    return line;
  }
}
