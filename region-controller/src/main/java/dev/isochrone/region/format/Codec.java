package dev.isochrone.region.format;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;

/** A value's bytes, and back. Equal values have equal bytes. Any thread. */
public interface Codec<T> {
  Bytes encode(T value);

  /** Total: any bytes give a value or the exception. */
  T decode(Bytes bytes) throws FormatException;
}
