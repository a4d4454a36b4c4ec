package dev.isochrone.consensus.local;

/** What is yet to happen in a world of one thread. */
public interface Agenda {
  /** The world's time, in milliseconds since it began. */
  long millis();

  /** Runs the action after so many milliseconds; of two for the same time, the earlier entered. */
  void after(long millis, Runnable action);
}
