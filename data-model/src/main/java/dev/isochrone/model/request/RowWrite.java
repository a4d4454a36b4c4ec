package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import java.util.Optional;

/**
 * What a write does to one row.
 *
 * @param document the row's new content; empty deletes it
 * @param condition must hold, or the whole write has no effect
 * @param context in multi-master tables: what the writer had read, which the write takes the place
 *     of; empty: of what it meets in its region
 */
public record RowWrite(
    KeyForm key, Optional<Document> document, Condition condition, Optional<ContextToken> context) {
  /** A write by one who says nothing about what he has read. */
  public RowWrite(KeyForm key, Optional<Document> document, Condition condition) {
    this(key, document, condition, Optional.empty());
  }

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
    return new RowWrite(key, document, other, context);
  }

  /** The same of the same row by whatever name. */
  public RowWrite of(KeyForm other) {
    return new RowWrite(other, document, condition, context);
  }

  /** The same, by one who has read this. */
  public RowWrite having(ContextToken read) {
    return new RowWrite(key, document, condition, Optional.of(read));
  }
}
