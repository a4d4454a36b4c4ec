package dev.isochrone.hlc;

import java.time.Duration;

/**
 * The instant by which something must have ended, on the monotonic time of one process.
 *
 * @param endNanos as {@code ticker} counts
 */
public record TimeLimit(Ticker ticker, long endNanos) {
  /** So much time from now. */
  public static TimeLimit in(Duration duration, Ticker ticker) {
    return new TimeLimit(ticker, ticker.nanos() + duration.toNanos());
  }

  /** What is left; negative or zero when it is over. */
  public Duration left() {
    return Duration.ofNanos(leftNanos());
  }

  /** The same without an object, for whoever asks often. */
  public long leftNanos() {
    return endNanos - ticker.nanos();
  }

  public boolean isOver() {
    return leftNanos() <= 0;
  }
}
