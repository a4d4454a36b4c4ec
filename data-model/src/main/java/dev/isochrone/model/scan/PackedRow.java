package dev.isochrone.model.scan;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;

/**
 * A row as it is stored, which is how it is sent.
 *
 * @param key encoded by {@code KeyTuple}
 * @param document encoded by {@code DocumentCodec}
 */
public record PackedRow(Bytes key, Bytes document, Version version) {
  /** What it counts for in a page. */
  public int bytes() {
    return key.length() + document.length();
  }
}
