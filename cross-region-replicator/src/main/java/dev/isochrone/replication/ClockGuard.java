package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.PhysicalClock;
import java.time.Duration;

/** Tells instants that a region with a right clock could have issued from those it could not. */
@FunctionalInterface
public interface ClockGuard {
  /** How far the instant is ahead of our wall, if that is more than is allowed; else 0. */
  long tooFarAheadMillis(HlcTimestamp at);

  /** Allows what is at most {@code offsetMax} ahead of this clock. */
  static ClockGuard of(PhysicalClock physical, Duration offsetMax) {
    return at -> {
      long aheadMillis = at.millis() - physical.millis();
      return aheadMillis > offsetMax.toMillis() ? aheadMillis : 0;
    };
  }
}
