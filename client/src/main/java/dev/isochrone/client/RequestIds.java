package dev.isochrone.client;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Ids for requests: one prefix for each client, then a count. What travels on a stream has the
 * prefix alone, for a text of its own for each of 200,000 operations a second would cost more than
 * it tells. Any thread.
 */
final class RequestIds implements Supplier<String> {
  private final String prefix = UUID.randomUUID().toString().substring(0, 13);
  private final AtomicLong last = new AtomicLong();

  @Override
  public String get() {
    return prefix + "-" + last.incrementAndGet();
  }

  /** The id that all operations of this client's streams share. */
  String shared() {
    return prefix;
  }
}
