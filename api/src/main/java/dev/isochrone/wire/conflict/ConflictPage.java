package dev.isochrone.wire.conflict;

import dev.isochrone.model.bytes.Bytes;
import java.util.List;

/**
 * Some of a table's records: in a partition by stored key, each row's oldest loser first.
 *
 * @param next to go on after this page; empty: there are no more. A page may have no records, and
 *     still a next one
 */
public record ConflictPage(Answered header, List<Conflict> conflicts, Bytes next) {
  public ConflictPage {
    conflicts = List.copyOf(conflicts);
  }
}
