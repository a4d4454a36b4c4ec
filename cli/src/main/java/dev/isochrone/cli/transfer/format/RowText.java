package dev.isochrone.cli.transfer.format;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Rows as lines of a file that reads back as the same rows. One thread at a time. */
public interface RowText {
  /** What stands before all rows. */
  default Optional<String> header() {
    return Optional.empty();
  }

  /**
   * The row's line, with what ends it.
   *
   * @throws InputException the row has something that the format has no place for
   */
  String line(Key key, Document document) throws InputException;

  /**
   * Of columns that come back as text where nobody says their type, the types that they had so far;
   * those of text alone are not among them.
   */
  default SortedMap<String, Set<ValueType>> untoldTypes() {
    return Collections.emptySortedMap();
  }
}
