package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import java.util.List;
import java.util.Optional;

/**
 * What a read found. Most rows have one document or none; those of a multi-master table with policy
 * {@code vector} may have several versions at once, until a writer who has read them settles them.
 *
 * @param document the row's only one; empty: there is no such row, never written or deleted, or it
 *     has siblings
 * @param siblings concurrent versions, ascending by stamp: none, or at least two
 * @param context of a multi-master row that was ever written: what this read has seen, to be given
 *     back by the write that takes the place of all of it
 */
public record ReadAnswer(
    AnswerHeader header,
    Optional<Document> document,
    List<Sibling> siblings,
    Optional<ContextToken> context) {
  public ReadAnswer {
    siblings = List.copyOf(siblings);
    if (siblings.size() == 1 || (document.isPresent() && !siblings.isEmpty())) {
      throw new IllegalArgumentException(
          siblings.size() + " siblings" + (document.isPresent() ? " beside a document" : ""));
    }
  }

  /** Of a row that has a home, and so one version at most. */
  public ReadAnswer(AnswerHeader header, Optional<Document> document) {
    this(header, document, List.of(), Optional.empty());
  }

  /** Whether there is such a row: some version of it is not deleted. */
  public boolean isFound() {
    return !documents().isEmpty();
  }

  /** All documents that the row has, those of siblings in their order. */
  public List<Document> documents() {
    return siblings.isEmpty()
        ? document.map(List::of).orElseGet(List::of)
        : siblings.stream().flatMap(sibling -> sibling.document().stream()).toList();
  }
}
