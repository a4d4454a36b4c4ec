package dev.isochrone.model.scan;

import dev.isochrone.model.Version;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.request.Sibling;
import java.util.List;
import java.util.Optional;

/**
 * A row that a scan found. It gives no causal context: that is for reads of one row.
 *
 * @param document empty if the row has siblings
 * @param version the greatest that the row has
 * @param siblings concurrent versions of a multi-master row, ascending: none, or at least two
 */
public record ScannedRow(
    Key key, Optional<Document> document, Version version, List<Sibling> siblings) {
  public ScannedRow {
    siblings = List.copyOf(siblings);
    if (siblings.size() == 1 || document.isPresent() != siblings.isEmpty()) {
      throw new IllegalArgumentException("a row with " + siblings.size() + " siblings");
    }
  }

  /** A row of one version. */
  public ScannedRow(Key key, Document document, Version version) {
    this(key, Optional.of(document), version, List.of());
  }
}
