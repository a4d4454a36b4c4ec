package dev.isochrone.model.request;

import dev.isochrone.model.Version;
import dev.isochrone.model.document.Document;
import java.util.Optional;

/**
 * One of several concurrent versions of a row.
 *
 * @param document empty: its writer deleted the row
 */
public record Sibling(Version version, Optional<Document> document) {}
