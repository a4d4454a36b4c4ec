package dev.isochrone.hlc;

/** Elapsed time: never goes back, and says nothing about the wall. For timeouts and rates. */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since some fixed instant of this process. Any thread. */
  long nanos();

  static Ticker system() {
    return System::nanoTime; // the only such call in the repository; ArchUnit sees to it
  }
}
