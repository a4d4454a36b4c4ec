package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import java.util.Optional;

/**
 * What a write does to one row.
 *
 * @param document the row's new content; empty deletes it
 * @param condition must hold, or the whole write has no effect
 */
public record RowWrite(KeyForm key, Optional<Document> document, Condition condition) {
  /** A put, whatever is there. */
  public static RowWrite put(KeyForm key, Document document) {
    return new RowWrite(key, Optional.of(document), Condition.None.NONE);
  }

  /** A delete, whatever is there. */
  public static RowWrite delete(KeyForm key) {
    return new RowWrite(key, Optional.empty(), Condition.None.NONE);
  }

  /** The same under a condition. */
  public RowWrite onlyIf(Condition other) {
    return new RowWrite(key, document, other);
  }
}
