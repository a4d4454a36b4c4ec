package dev.isochrone.zone.store.kv;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The stores of a partition replica: docs/formats.md, section 11. The numbers stand in checksums
 * and exports, the names in environments: never reused.
 */
public enum Space {
  ROWS(1),
  OUTBOX(2),
  CURSORS(3),
  PEERS(4),
  RULES(5),
  COUNTS(6),
  META(7),
  REQUESTS(8),
  CONFLICTS(11);

  private final int number;

  Space(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The name of the store in an engine that names its stores. */
  public String storeName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The store of this number, if this release has one. */
  public static Optional<Space> numbered(int number) {
    return Arrays.stream(values()).filter(space -> space.number == number).findAny();
  }
}
