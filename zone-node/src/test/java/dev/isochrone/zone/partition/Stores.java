package dev.isochrone.zone.partition;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.kv.MemoryEngine;

/** Stores of tests. */
public final class Stores {
  private Stores() {}

  /** One that is gone with the process, and fails the test on a fault. */
  public static PartitionStore inMemory() {
    return PartitionStore.open(
        new MemoryEngine(),
        StoreConfig.DEFAULT,
        Ticker.system(),
        "partition-test",
        fault -> {
          throw new AssertionError(fault);
        });
  }
}
