package dev.isochrone.model.document;

import java.util.List;
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

  private static final List<ValueType> BY_TAG = List.of(values());

  private final int tag;

  ValueType(int tag) {
    this.tag = tag;
  }

  /** What stands before a value of this type; 1 to 11, in the order of declaration. */
  public int tag() {
    return tag;
  }

  /** The type with this tag; empty for a tag that a newer release gave. */
  public static Optional<ValueType> tagged(int tag) {
    return tag < 1 || tag > BY_TAG.size() ? Optional.empty() : Optional.of(BY_TAG.get(tag - 1));
  }
}
