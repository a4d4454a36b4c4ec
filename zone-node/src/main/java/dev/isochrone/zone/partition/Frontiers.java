package dev.isochrone.zone.partition;

import dev.isochrone.model.Origin;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * From what has arrived of an origin's partitions to what is safe to say of the origin as a whole.
 */
final class Frontiers {
  private Frontiers() {}

  /**
   * The cursor with the least frontier of all the origin's partitions; {@link Cursor#NONE} as long
   * as one of them has not been heard of.
   */
  static Cursor of(Ledger ledger, Origin origin) {
    List<Cursor> heard =
        ledger.maps().cursors().entrySet().stream()
            .filter(entry -> entry.getKey().origin().equals(origin))
            .map(Map.Entry<OriginPartition, Cursor>::getValue)
            .toList();
    int partitions = heard.stream().mapToInt(Cursor::partitions).max().orElse(0);
    return partitions == 0 || heard.size() < partitions
        ? Cursor.NONE
        : heard.stream().min(Comparator.comparing(Cursor::frontier)).orElse(Cursor.NONE);
  }
}
