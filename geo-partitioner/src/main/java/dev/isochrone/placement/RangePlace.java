package dev.isochrone.placement;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import java.util.Optional;

/**
 * Where the rows of a range lie.
 *
 * @param keys all of them have their stored keys in here, in every region
 * @param among what else must hold of their keys; empty if all rows in {@code keys} are meant
 * @param one where they live, if the range lies within one partition key
 */
public record RangePlace(StoredKeyRange keys, Optional<Tuples> among, Optional<PartitionKey> one) {
  /** One partition key's home and slot. */
  public record PartitionKey(Home home, Slot slot) {}

  /**
   * Encoded keys between bounds, for ranges whose rows are spread over slots.
   *
   * @param from empty: no lower bound
   * @param to empty: no upper bound
   */
  public record Tuples(Bytes prefix, Bytes from, Bytes to) {
    boolean contain(Bytes tuple) {
      return tuple.startsWith(prefix)
          && tuple.compareTo(from) >= 0
          && (to.isEmpty() || tuple.compareTo(to) < 0);
    }
  }

  /** Whether a row is meant. */
  public boolean contains(StoredKey key) {
    return keys.contains(key) && (among.isEmpty() || among.get().contain(key.tuple()));
  }
}
