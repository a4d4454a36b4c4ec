package dev.isochrone.zone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.content.Ledger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemtableTest {
  private long versions;

  /** Else a row that is written all the time would fill memory. */
  @Test
  void whatNoSnapshotCanReach_isNotKept() {
    Cuts cuts = new Cuts(Ledger.EMPTY);
    Memtable table = new Memtable(0);
    StoredKey key = Samples.key(1);
    for (int i = 0; i < 100; i++) {
      table.put(
          key, Samples.row(key, Samples.version(++versions), 100), Optional.empty(), cuts.begin());
      cuts.end(() -> Ledger.EMPTY);
      if (i == 10) {
        cuts.announce();
        cuts.open(cuts.ended().number());
      }
    }
    long withOneOpen = table.bytes();
    cuts.close(11);
    table.put(
        key, Samples.row(key, Samples.version(++versions), 100), Optional.empty(), cuts.begin());

    assertThat(withOneOpen).isLessThan(3 * 500);
    assertThat(table.bytes()).isLessThan(withOneOpen);
  }
}
