package dev.isochrone.model.scan;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A row as it is stored, which is how it is sent.
 *
 * @param key encoded by {@code KeyTuple}
 * @param document encoded by {@code DocumentCodec}; empty if there are siblings
 * @param version the greatest that the row has
 * @param siblings concurrent versions of a multi-master row: none, or at least two
 */
public record PackedRow(Bytes key, Bytes document, Version version, List<PackedSibling> siblings) {
  /**
   * One of several versions of the row.
   *
   * @param document encoded by {@code DocumentCodec}; empty: deleted
   */
  public record PackedSibling(Version version, Optional<Bytes> document) {
    private int bytes() {
      return document.map(Bytes::length).orElse(0);
    }
  }

  public PackedRow {
    siblings = List.copyOf(siblings);
  }

  /** A row of one version. */
  public PackedRow(Bytes key, Bytes document, Version version) {
    this(key, document, version, List.of());
  }

  /** What it counts for in a page. */
  public int bytes() {
    int bytes = key.length() + document.length();
    for (PackedSibling sibling : siblings) {
      bytes += sibling.bytes();
    }
    return bytes;
  }
}
