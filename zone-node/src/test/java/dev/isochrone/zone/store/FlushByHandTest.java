package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store whose steps the test makes: what simulations rest on. */
class FlushByHandTest {
  private static final StoreConfig CONFIG =
      new StoreConfig(8 << 10, 16 << 10, Duration.ofSeconds(1), 0, 1 << 30);

  private final MemoryEngine disk = new MemoryEngine();
  private final PartitionStore store = open(disk);
  private long index = -1;

  @Test
  void nothingIsFlushed_beforeAStepIsMade() {
    entry(9_000);
    assertThat(store.durable()).isEqualTo(LogPosition.START);

    assertThat(store.flushStep()).isTrue();

    assertThat(store.durable().index()).isEqualTo(index);
    assertThat(store.flushStep()).isFalse();
  }

  @Test
  void crash_keepsWhatWasFlushed_andNothingElse() {
    entry(9_000);
    assertThat(store.flushStep()).isTrue();
    entry(9_000);

    store.abandon();

    assertThat(open(disk.reopened()).durable().index()).isZero();
  }

  @Test
  void close_flushesWhatIsWhole() {
    entry(10);
    entry(10);

    store.close();

    assertThat(open(disk.reopened()).durable().index()).isEqualTo(index);
  }

  /** With one thread nobody else could end the wait. */
  @Test
  void whereTheApplyThreadWouldWait_itMakesTheStepItself() {
    for (int i = 0; i < 10; i++) {
      entry(9_000);
    }

    assertThat(store.durable().index()).isPositive();
    assertThat(store.memoryBytes()).isLessThan(2 * CONFIG.memoryBytesMax());
  }

  private void entry(int payloadBytes) {
    index++;
    StoredKey key = Samples.key(Math.toIntExact(index));
    store.putRow(key, Samples.row(key, Samples.version(index + 1), payloadBytes), Optional.empty());
    Ledger ledger = Samples.ledger(index, 0, 0);
    store.endEntry(() -> ledger);
  }

  private static PartitionStore open(MemoryEngine disk) {
    return PartitionStore.openByHand(
        disk,
        CONFIG,
        () -> 0,
        Safeguard.NONE,
        "by-hand",
        fault -> {
          throw new AssertionError(fault);
        });
  }
}
