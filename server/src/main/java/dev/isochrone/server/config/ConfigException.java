package dev.isochrone.server.config;

import java.io.IOException;
import java.nio.file.Path;

/** A configuration file that can't be used. The message names file, line and what is wrong. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private ConfigException(String message) {
    super(message);
  }

  /** Of the file as a whole. */
  public static ConfigException in(Path file, String what) {
    return new ConfigException(file + ": " + what);
  }

  /** Of a line, counted from 1. */
  static ConfigException at(Path file, int line, String what) {
    return new ConfigException(file + ":" + line + ": " + what);
  }
}
