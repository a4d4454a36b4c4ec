package dev.isochrone.server.config;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A configuration that can't be used. The message names the file and line, or the environment
 * variable, and what is wrong.
 */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private ConfigException(String message) {
    super(message);
  }

  /** Of the file as a whole. */
  public static ConfigException in(Path file, String what) {
    return at(file.toString(), what);
  }

  /** Of a line, counted from 1. */
  static ConfigException at(Path file, int line, String what) {
    return at(place(file, line), what);
  }

  static ConfigException at(String place, String what) {
    return new ConfigException(place + ": " + what);
  }

  static String place(Path file, int line) {
    return file + ":" + line;
  }
}
