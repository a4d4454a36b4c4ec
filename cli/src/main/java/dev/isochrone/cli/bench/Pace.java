package dev.isochrone.cli.bench;

import java.util.concurrent.TimeUnit;

/**
 * When requests are due: at once, or so many a second, evenly. Whoever is late is measured from
 * when it was due, so that a server that stands still is seen by all requests that it held up, not
 * by those alone that were on their way.
 *
 * @param perSecond 0: at once
 */
record Pace(int perSecond) {
  static final Pace AT_ONCE = new Pace(0);

  Pace {
    if (perSecond < 0) {
      throw new IllegalArgumentException("a rate of " + perSecond + " a second");
    }
  }

  /**
   * When a request is due, in nanoseconds after the first.
   *
   * @param number how many were due before it
   */
  long dueAfter(long number) {
    return perSecond == 0
        ? 0
        : number / perSecond * TimeUnit.SECONDS.toNanos(1)
            + number % perSecond * TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  boolean isSet() {
    return perSecond > 0;
  }
}
