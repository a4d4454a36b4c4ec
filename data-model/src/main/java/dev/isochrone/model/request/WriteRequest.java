package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.table.TableName;
import java.util.Optional;

/**
 * A put or a delete of one row.
 *
 * @param document the row's new content; empty deletes it
 */
public record WriteRequest(
    RequestHeader header,
    TableName table,
    KeyForm key,
    Optional<Document> document,
    Condition condition) {}
