package dev.isochrone.zone.store.content;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.ConflictId;

/**
 * A conflict record, as it is kept.
 *
 * @param record to be decoded, and so verified, by {@code ConflictCodec}
 */
public record StoredConflict(ConflictId id, Bytes record) {
  /** What the record adds to its partition's digest. */
  public Digest digest() {
    return Digest.of(id.encode(), record);
  }
}
