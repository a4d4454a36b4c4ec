package dev.isochrone.client;

import dev.isochrone.hlc.Ticker;
import java.time.Duration;

/** How long a request may go on, all its attempts together. */
record TimeLimit(Ticker ticker, long endNanos) {
  static TimeLimit in(Duration timeout, Ticker ticker) {
    return new TimeLimit(ticker, ticker.nanos() + timeout.toNanos());
  }

  /** What is left; zero or less when it is over. */
  Duration left() {
    return Duration.ofNanos(endNanos - ticker.nanos());
  }
}
