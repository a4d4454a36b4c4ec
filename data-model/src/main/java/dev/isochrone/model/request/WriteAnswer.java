package dev.isochrone.model.request;

import dev.isochrone.model.key.Key;
import java.util.Optional;

/**
 * A write that is durable at its home, and applied.
 *
 * @param key the whole key of the row, of several of the first one, where the request had left its
 *     region to be filled in; else empty
 */
public record WriteAnswer(AnswerHeader header, Optional<Key> key) {
  /** Of a request that named its rows in full. */
  public WriteAnswer(AnswerHeader header) {
    this(header, Optional.empty());
  }

  /** The same, for a caller who left out the region of this key. */
  public WriteAnswer naming(Key whole) {
    return new WriteAnswer(header, Optional.of(whole));
  }
}
