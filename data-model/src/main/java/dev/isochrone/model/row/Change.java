package dev.isochrone.model.row;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;

/**
 * A row's new version on its way to other regions.
 *
 * @param sequence its place in the outbox of its origin partition, from 1
 * @param record the version, encoded by {@link RecordCodec}; the same bytes everywhere
 */
public record Change(long sequence, StoredKey key, Bytes record) {
  public Change {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence " + sequence);
    }
  }

  /** What the change takes in a batch, at most. */
  public int bytesMax() {
    return key.bytes().length() + record.length() + 24;
  }
}
