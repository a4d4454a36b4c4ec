package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.YONDER;
import static dev.isochrone.zone.partition.Entries.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Origin;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrontiersTest {
  private final SortedMap<OriginPartition, Cursor> cursors = new TreeMap<>();

  @Test
  void frontier_ofAnOriginNeverHeardOf_isNone() {
    heard(YONDER, 0, 100, 1);

    assertThat(frontier(THERE)).isEqualTo(Cursor.NONE);
  }

  @Test
  void frontier_isTheLeastOfAllPartitions() {
    heard(THERE, 0, 200, 3);
    heard(THERE, 1, 100, 3);
    heard(THERE, 2, 300, 3);
    heard(YONDER, 0, 50, 1);

    assertThat(frontier(THERE).frontier()).isEqualTo(at(100));
    assertThat(frontier(YONDER).frontier()).isEqualTo(at(50));
  }

  @Test
  void frontier_whileAPartitionIsMissing_isNone() {
    heard(THERE, 0, 200, 3);
    heard(THERE, 1, 100, 3);

    assertThat(frontier(THERE)).isEqualTo(Cursor.NONE);
  }

  @Test
  void frontier_whileAnOriginSplits_waitsForTheNewPartition() {
    heard(THERE, 0, 200, 2); // Has said already that they are two.

    assertThat(frontier(THERE)).isEqualTo(Cursor.NONE);

    heard(THERE, 1, 0, 2);
    assertThat(frontier(THERE).frontier()).isEqualTo(at(0));

    heard(THERE, 1, 150, 2);
    assertThat(frontier(THERE).frontier()).isEqualTo(at(150));
  }

  private void heard(Origin origin, int partition, long frontier, int partitions) {
    cursors.put(
        new OriginPartition(origin, partition), new Cursor(1, at(frontier), 1, partitions, 0));
  }

  private Cursor frontier(Origin origin) {
    Ledger none = Ledger.EMPTY;
    Ledger.Maps maps =
        new Ledger.Maps(cursors, none.maps().peers(), none.maps().rules(), none.maps().counts());
    return Frontiers.of(
        new Ledger(
            none.applied(), none.identity(), none.time(), none.outbox(), none.digest(), maps),
        origin);
  }
}
