package dev.isochrone.model.table;

/**
 * Who may write a table's rows. The numbers are those of {@code isochrone.v1.TableLocality}, and
 * stand in logs.
 */
public enum TableLocality {
  /** The row's home region. */
  REGIONAL_BY_ROW(1),
  /** One region for the whole table. */
  REGIONAL_BY_TABLE(2),
  /** Every region in the table's residency, at once. */
  MULTI_MASTER(3),
  /** One home; reads strong everywhere, later. */
  GLOBAL(4);

  private final int number;

  TableLocality(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Homed rows have one region that takes their writes, and home epochs from 1. */
  public boolean isHomed() {
    return this != MULTI_MASTER;
  }
}
