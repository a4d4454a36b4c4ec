package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import java.util.Optional;

/**
 * What a write does to one row.
 *
 * @param document the row's new content; empty deletes it
 * @param condition must hold, or the whole write has no effect
 */
public record RowWrite(KeyForm key, Optional<Document> document, Condition condition) {}
