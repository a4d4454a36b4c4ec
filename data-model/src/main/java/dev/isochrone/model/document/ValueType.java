package dev.isochrone.model.document;

import java.util.Arrays;
import java.util.Optional;

/**
 * The types of values. The tags are those of docs/formats.md, section 7; 16 to 20 are taken by
 * mergeable types to come.
 */
public enum ValueType {
  NULL(1),
  BOOL(2),
  INT64(3),
  DOUBLE(4),
  DECIMAL(5),
  STRING(6),
  BYTES(7),
  UUID(8),
  TIMESTAMP(9),
  LIST(10),
  MAP(11);

  private final int tag;

  ValueType(int tag) {
    this.tag = tag;
  }

  public int tag() {
    return tag;
  }

  /** The type with this tag; empty for a tag that a newer release gave. */
  public static Optional<ValueType> tagged(int tag) {
    return Arrays.stream(values()).filter(type -> type.tag == tag).findAny();
  }
}
