package dev.isochrone.model.scan;

import dev.isochrone.model.key.Key;
import java.util.Optional;

/**
 * Which rows of a table. Each bound is the first components of a key, typed.
 *
 * @param prefix the rows whose key begins with these components
 * @param from of those, the rows whose key is at or above it, component by component
 * @param to of those, the rows whose key is below it
 */
public record ScanRange(Optional<Key> prefix, Optional<Key> from, Optional<Key> to) {
  /** The whole table. */
  public static final ScanRange ALL =
      new ScanRange(Optional.empty(), Optional.empty(), Optional.empty());

  /** The rows whose key begins so. */
  public static ScanRange of(Key prefix) {
    return new ScanRange(Optional.of(prefix), Optional.empty(), Optional.empty());
  }

  /** Of this range, the rows whose key is at or above this one. */
  public ScanRange from(Key bound) {
    return new ScanRange(prefix, Optional.of(bound), to);
  }

  /** Of this range, the rows whose key is below this one. */
  public ScanRange to(Key bound) {
    return new ScanRange(prefix, from, Optional.of(bound));
  }
}
