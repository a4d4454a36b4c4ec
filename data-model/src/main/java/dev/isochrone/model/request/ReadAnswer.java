package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import java.util.Optional;

/**
 * What a read found.
 *
 * @param document empty: there is no such row, never written or deleted
 */
public record ReadAnswer(AnswerHeader header, Optional<Document> document) {}
