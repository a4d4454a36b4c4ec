package dev.isochrone.model.document;

import dev.isochrone.model.bytes.Utf8;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A row's content: named, typed fields. Names ascend by their UTF-8 bytes, so equal documents have
 * equal bytes.
 *
 * <p>{@link DocumentCodec} knows the bytes and their limits.
 */
public record Document(SortedMap<String, Value> fields) {
  /**
   * The order of names in all binary forms: that of their UTF-8 bytes, unsigned. It differs from
   * {@code String}'s beyond the basic plane.
   */
  public static final Comparator<String> NAME_ORDER = Utf8::compare;

  /** A row without fields; there is such a row, unlike a deleted one. */
  public static final Document EMPTY = new Document(new TreeMap<>());

  public Document {
    fields = sorted(fields);
  }

  /** A document of these fields, whatever the map's order. */
  public static Document of(Map<String, Value> fields) {
    return new Document(sorted(fields));
  }

  /** The number of fields alone: documents are users' data, and this text may reach a log. */
  @Override
  public String toString() {
    return "document of " + fields.size();
  }

  /** An unmodifiable copy in the order of names, which must be well-formed. */
  static SortedMap<String, Value> sorted(Map<String, Value> fields) {
    SortedMap<String, Value> sorted = new TreeMap<>(NAME_ORDER);
    fields.forEach((name, value) -> sorted.put(Utf8.require(name), value));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
