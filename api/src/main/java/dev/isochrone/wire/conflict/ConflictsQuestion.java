package dev.isochrone.wire.conflict;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.table.TableName;

/**
 * A table's records are asked for.
 *
 * @param from {@link ConflictPage#next} of the page before; empty: from the beginning
 * @param max at most so many; 0: the server's choice, which is also the most
 */
public record ConflictsQuestion(RequestHeader header, TableName table, Bytes from, int max) {
  public ConflictsQuestion {
    if (max < 0) {
      throw new IllegalArgumentException("at most " + max);
    }
  }
}
