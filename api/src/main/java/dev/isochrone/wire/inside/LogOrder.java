package dev.isochrone.wire.inside;

/**
 * An operator's wish for a logger.
 *
 * @param server the id of a node or controller, or host:port of a controller; empty: whoever is
 *     asked
 * @param logger a package or class
 */
public record LogOrder(String server, String logger, LogLevel level) {
  /** All that is ours. */
  public static final String OURS = "dev.isochrone";

  private static final int CHARS_MAX = 200;

  public LogOrder {
    if (logger.length() > CHARS_MAX || !logger.matches("[A-Za-z0-9_.$]+")) {
      throw new IllegalArgumentException(
          "a logger is called like a package or a class, in at most " + CHARS_MAX + " characters");
    }
  }

  /**
   * What it came to.
   *
   * @param server which it was
   * @param before what was in force before
   */
  public record Done(String server, String logger, LogLevel before, LogLevel level) {}
}
