package dev.isochrone.model.document;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.Utf8;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row's content: named, typed fields. Names ascend by their UTF-8 bytes, so equal documents have
 * equal bytes.
 *
 * <p>{@link DocumentCodec} knows the bytes and their limits. A document that was read from bytes
 * keeps them, and one that was read from a record's checked bytes is taken apart only when somebody
 * looks inside: most documents are passed on whole.
 */
public final class Document {
  /**
   * The order of names in all binary forms: that of their UTF-8 bytes, unsigned. It differs from
   * {@code String}'s beyond the basic plane.
   */
  public static final Comparator<String> NAME_ORDER = Utf8::compare;

  /** A row without fields; there is such a row, unlike a deleted one. */
  public static final Document EMPTY = new Document(new TreeMap<>());

  // Each is made from the other when first asked for, by any thread, and always comes out the same.
  private @Nullable SortedMap<String, Value> fields;
  private @Nullable Bytes bytes;

  /** A document of these fields, whose names must be well-formed. */
  public Document(SortedMap<String, Value> fields) {
    this.fields = sorted(fields);
  }

  /**
   * A document of which the bytes are known to be one's.
   *
   * @param fields what the bytes say; null: to be read when asked for
   */
  Document(@Nullable SortedMap<String, Value> fields, Bytes bytes) {
    this.fields = fields;
    this.bytes = bytes;
  }

  /** A document of these fields, whatever the map's order. */
  public static Document of(Map<String, Value> fields) {
    return new Document(sorted(fields));
  }

  /** The fields, ascending by name; unmodifiable. */
  public SortedMap<String, Value> fields() {
    SortedMap<String, Value> known = fields;
    if (known == null) {
      known = DocumentCodec.fieldsOf(Objects.requireNonNull(bytes));
      fields = known;
    }
    return known;
  }

  /** Null: nobody has asked for them yet. */
  @Nullable Bytes knownBytes() {
    return bytes;
  }

  void knowBytes(Bytes encoded) {
    bytes = encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  /** The number of fields alone: documents are users' data, and this text may reach a log. */
  @Override
  public String toString() {
    return "document of " + fields().size();
  }

  /** An unmodifiable copy in the order of names, which must be well-formed. */
  static SortedMap<String, Value> sorted(Map<String, Value> fields) {
    SortedMap<String, Value> sorted = new TreeMap<>(NAME_ORDER);
    fields.forEach((name, value) -> sorted.put(Utf8.require(name), value));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
