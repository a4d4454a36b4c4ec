package dev.isochrone.model.request;

import dev.isochrone.model.bytes.Bytes;

/**
 * What a reader of a multi-master row had seen of it: docs/formats.md, section 16. Opaque to
 * callers, who give it back with a write of the same row; the node that proposes the write reads
 * it.
 */
public record ContextToken(Bytes bytes) {
  /** The longest token: far more origins than there can be. */
  public static final int BYTES_MAX = 1 << 14;

  public ContextToken {
    if (bytes.isEmpty() || bytes.length() > BYTES_MAX) {
      throw new IllegalArgumentException("causal context of " + bytes.length() + " bytes");
    }
  }
}
