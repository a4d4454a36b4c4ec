package dev.isochrone.model.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  public static final Comparator<String> NAME_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  public static final Document EMPTY = new Document(new TreeMap<>());

  public Document {
    SortedMap<String, Value> sorted = new TreeMap<>(NAME_ORDER);
    sorted.putAll(fields);
    fields = Collections.unmodifiableSortedMap(sorted);
  }

  public static Document of(Map<String, Value> fields) {
    SortedMap<String, Value> sorted = new TreeMap<>(NAME_ORDER);
    sorted.putAll(fields);
    return new Document(sorted);
  }
}
