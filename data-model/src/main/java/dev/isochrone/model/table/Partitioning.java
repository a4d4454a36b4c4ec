package dev.isochrone.model.table;

/**
 * How a table's rows are spread over the partitions of a region. The numbers are those of {@code
 * isochrone.v1.Partitioning}, and stand in logs.
 */
public enum Partitioning {
  /** By the slot of the partition key. */
  HASH(1),
  /** By ranges of the key. */
  RANGE(2);

  private final int number;

  Partitioning(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
