package dev.isochrone.model.table;

import dev.isochrone.model.document.ValueType;

/**
 * A declared column of a structured table: if a document has the field, it has this type or is
 * null. Documents of a table that declares columns have no others: {@link DeclaredColumns}.
 */
public record Column(String name, ValueType type) {
  public Column {
    ColumnName.require(name);
  }
}
