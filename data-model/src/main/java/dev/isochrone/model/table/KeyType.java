package dev.isochrone.model.table;

/**
 * The types that a key component can have. The numbers are those of {@code isochrone.v1.KeyType}.
 */
public enum KeyType {
  STRING(1),
  INT64(2),
  BOOL(3),
  BYTES(4),
  UUID(5),
  TIMESTAMP(6);

  private final int number;

  KeyType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
