package dev.isochrone.replication;

import java.time.Duration;

/**
 * How a link sends.
 *
 * @param batchBytesMax a batch is cut at this size, unless a single change is larger
 * @param batchesMax unacknowledged at once, even if the peer would allow more: with {@code
 *     batchBytesMax} what a link holds in memory
 * @param mailboxMax events that wait for the link's thread; past it they are shed, and the link
 *     recovers by {@code silenceMax}
 * @param silenceMax without a welcome, or an acknowledgement that is due, for so long, the stream
 *     is given up. Several elections of the peer's partition fit into it
 */
public record LinkConfig(
    int batchBytesMax, int batchesMax, int mailboxMax, Duration silenceMax, Retry retry) {
  /**
   * When to open again.
   *
   * @param min after a first failure; doubled with each further one
   * @param max the delay grows up to here: what a region that comes back waits at most
   */
  public record Retry(Duration min, Duration max) {
    public Retry {
      if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException("retry after " + min + " to " + max);
      }
    }

    /** How long to wait after so many failures in a row; at least one. */
    public Duration delay(int failures) {
      Duration delay = min;
      for (int i = 1; i < failures && delay.compareTo(max) < 0; i++) {
        delay = delay.multipliedBy(2);
      }
      return delay.compareTo(max) < 0 ? delay : max;
    }
  }

  /** A batch is never larger, whatever it holds: what a receiver takes. */
  public static final int BATCH_BYTES_LIMIT = 2 << 20;

  public static final LinkConfig DEFAULT =
      new LinkConfig(
          1 << 20,
          16,
          256,
          Duration.ofSeconds(10),
          new Retry(Duration.ofMillis(100), Duration.ofSeconds(5)));

  public LinkConfig {
    if (batchBytesMax < 1 || batchBytesMax > BATCH_BYTES_LIMIT || batchesMax < 1) {
      throw new IllegalArgumentException(batchesMax + " batches of " + batchBytesMax + " bytes");
    }
    if (mailboxMax < 2 * batchesMax || silenceMax.isNegative() || silenceMax.isZero()) {
      throw new IllegalArgumentException("mailbox " + mailboxMax + ", silence " + silenceMax);
    }
  }
}
