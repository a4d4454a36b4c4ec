package dev.isochrone.hlc;

/** Wall time as the operating system tells it. May stand still, jump, or run backwards. */
@FunctionalInterface
public interface PhysicalClock {
  /** Unix milliseconds. Any thread. */
  long millis();

  static PhysicalClock system() {
    return System::currentTimeMillis; // the only such call in the repository; ArchUnit sees to it
  }
}
