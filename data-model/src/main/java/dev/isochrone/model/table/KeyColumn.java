package dev.isochrone.model.table;

/** One component of a table's key. */
public record KeyColumn(String name, KeyType type) {
  public KeyColumn {
    ColumnName.require(name);
  }
}
