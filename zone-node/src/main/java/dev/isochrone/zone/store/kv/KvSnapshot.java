package dev.isochrone.zone.store.kv;

import dev.isochrone.model.bytes.Bytes;
import java.util.Iterator;
import java.util.Optional;

/**
 * All stores of an engine as they were at one moment, between two batches. One thread at a time. To
 * be closed soon: what it can see, the engine cannot reclaim.
 */
public interface KvSnapshot extends AutoCloseable {
  Optional<Bytes> get(Space space, Bytes key);

  /** The entry with the least key that is not below {@code key}, by unsigned bytes. */
  Optional<KvEntry> firstAtOrAfter(Space space, Bytes key);

  /**
   * All entries from {@code key} on, ascending; {@link Bytes#EMPTY} is below every key. Reads as it
   * goes, so it is only good until the snapshot is closed.
   */
  Iterator<KvEntry> from(Space space, Bytes key);

  /** Ends the snapshot; a second call does nothing. */
  @Override
  void close();
}
