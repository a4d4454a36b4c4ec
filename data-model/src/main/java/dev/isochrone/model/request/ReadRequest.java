package dev.isochrone.model.request;

import dev.isochrone.model.table.TableName;

/** A read of one row. */
public record ReadRequest(
    RequestHeader header, TableName table, KeyForm key, Consistency consistency) {
  /** The same under another header. */
  public ReadRequest under(RequestHeader other) {
    return new ReadRequest(other, table, key, consistency);
  }
}
