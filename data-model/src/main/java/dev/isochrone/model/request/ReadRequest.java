package dev.isochrone.model.request;

import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.Optional;

/**
 * A read of one row.
 *
 * @param consistency empty: the strongest that the table's rows have
 */
public record ReadRequest(
    RequestHeader header, TableName table, KeyForm key, Optional<Consistency> consistency) {
  /** A read at this consistency. */
  public ReadRequest(RequestHeader header, TableName table, KeyForm key, Consistency consistency) {
    this(header, table, key, Optional.of(consistency));
  }

  /** The same of the same row by another name. */
  public ReadRequest of(KeyForm other) {
    return new ReadRequest(header, table, other, consistency);
  }

  /** The same under another header. */
  public ReadRequest under(RequestHeader other) {
    return new ReadRequest(other, table, key, consistency);
  }

  /** As asked for, or the strongest that this table's rows have. */
  public Consistency consistencyIn(TableSpec spec) {
    return consistency.orElseGet(() -> Consistency.strongestOf(spec));
  }
}
