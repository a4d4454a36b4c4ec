package dev.isochrone.cli.transfer;

import java.io.PrintWriter;

/** Shows a person how far something is. One thread at a time. */
interface Progress extends AutoCloseable {
  /** Shows nothing; lines go to where they belong at once. */
  static Progress none(PrintWriter err) {
    return new Progress() {
      @Override
      public void at(long done, long rows) {}

      @Override
      public void say(String line) {
        err.println(line);
      }

      @Override
      public void close() {}
    };
  }

  /**
   * So far.
   *
   * @param done of the whole, as it counts
   */
  void at(long done, long rows);

  /** Prints a line that stays. */
  void say(String line);

  @Override
  void close();
}
