package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine that lost what was flushed into it: it is said, and never served. */
class PartitionStoreDamageTest {
  private final MemoryEngine disk = new MemoryEngine();

  @Test
  void open_ofAnOutboxWithoutItsLastChange_isDamage() {
    MemoryEngine damaged = without(2, 2);

    assertThatThrownBy(() -> open(damaged))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("outbox");
  }

  @Test
  void outbox_withAChangeMissingInTheEngine_isDamage_notAGap() {
    try (PartitionStore again = open(without(2, 3))) {
      assertThatThrownBy(() -> again.outbox(0, 100_000))
          .isInstanceOfSatisfying(
              StoreException.class,
              damage -> assertThat(damage.problem()).isEqualTo(StoreException.Problem.DAMAGED));
    }
  }

  /** What a store with so many changes left behind, less one of them. */
  private MemoryEngine without(long lost, int changes) {
    PartitionStore store = open(disk);
    for (int i = 1; i <= changes; i++) {
      int sequence = i;
      StoredKey key = Samples.key(sequence);
      StoredRow row = Samples.row(key, Samples.version(sequence), 50);
      store.putRow(key, row, store.newest(key));
      store.appendOutbox(Samples.change(sequence, key, row, true));
      store.endEntry(() -> Samples.ledger(sequence, sequence, 0));
    }
    store.close();
    MemoryEngine damaged = disk.reopened();
    damaged.write(KvBatch.of(List.of(new KvChange.Delete(Space.OUTBOX, OutboxCodec.key(lost)))));
    return damaged;
  }

  private static PartitionStore open(MemoryEngine engine) {
    return PartitionStore.open(
        engine,
        StoreConfig.DEFAULT,
        () -> 0,
        "damaged",
        fault -> {
          throw new AssertionError(fault);
        });
  }
}
