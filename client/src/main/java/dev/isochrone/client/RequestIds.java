package dev.isochrone.client;

import dev.isochrone.model.request.RequestId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Ids for requests: one name for each client, then a count. On a stream the name travels once and
 * the number with each operation, for a text of its own for each of 200,000 operations a second
 * would cost more than it tells. Any thread.
 */
final class RequestIds implements Supplier<String> {
  private final String name = UUID.randomUUID().toString().substring(0, 13);
  private final AtomicLong last = new AtomicLong();

  @Override
  public String get() {
    return next().text();
  }

  /** The same, not yet a text. */
  RequestId next() {
    return new RequestId(name, last.incrementAndGet());
  }

  /** What all ids of this client begin with. */
  String name() {
    return name;
  }
}
