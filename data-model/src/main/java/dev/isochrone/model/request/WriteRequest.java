package dev.isochrone.model.request;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A write of one or several rows: all of them, under one version, or none.
 *
 * @param rows 1 to {@value #ROWS_MAX}, each of another row; all of one partition key
 */
public record WriteRequest(RequestHeader header, TableName table, List<RowWrite> rows) {
  public static final int ROWS_MAX = 4_096;

  public WriteRequest {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || rows.size() > ROWS_MAX) {
      throw new IllegalArgumentException(rows.size() + " rows; 1 to " + ROWS_MAX + " are taken");
    }
  }

  /** A put of one row, or, without a document, a delete. */
  public static WriteRequest of(
      RequestHeader header,
      TableName table,
      KeyForm key,
      Optional<Document> document,
      Condition condition) {
    return new WriteRequest(header, table, List.of(new RowWrite(key, document, condition)));
  }

  /** The same of the same rows by these names, in their order. */
  public WriteRequest of(List<KeyForm> keys) {
    List<RowWrite> named = new ArrayList<>(rows.size());
    for (RowWrite row : rows) {
      named.add(row.of(keys.get(named.size())));
    }
    return new WriteRequest(header, table, named);
  }

  /** The same under another header. */
  public WriteRequest under(RequestHeader other) {
    return new WriteRequest(other, table, rows);
  }
}
