package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a store tells the one that keeps its files, and in which order. */
class SafeguardTest {
  private static final StoreConfig CONFIG =
      new StoreConfig(1L << 20, 4L << 20, Duration.ofHours(1), 1L << 20, 1L << 30);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch faults = new CountDownLatch(1);
  private final GatedEngine engine = new GatedEngine(new MemoryEngine());
  private final PartitionStore store =
      PartitionStore.open(
          engine,
          CONFIG,
          () -> 0,
          new Recorder(),
          "guarded",
          fault -> {
            told.add("fault");
            faults.countDown();
          });

  @Test
  void flush_isTold_withTheBytesOfLogSoFar_andTheEndInOrder() {
    store.logged(300);
    entry(1);
    store.logged(40);
    entry(2);
    store.flush().join();
    store.close();

    assertThat(told).containsExactly("flushed 1:2 340", "ended in order");
  }

  @Test
  void crash_isNoEndInOrder() {
    entry(1);
    store.abandon();

    assertThat(told).containsExactly("ended");
  }

  /** The disk may call clean what it has not written: no later start may trust it. */
  @Test
  void failedFlush_isDistrusted_andNoEndInOrder() throws Exception {
    engine.fail();
    entry(1);
    assertThat(store.flush()).failsWithin(Duration.ofSeconds(10));
    assertThat(faults.await(10, TimeUnit.SECONDS)).isTrue();
    store.close();

    assertThat(told).containsExactly("distrust", "fault", "ended");
  }

  @Test
  void install_isOverOnlyWithItsCheckpoint() throws Exception {
    try (PartitionStore other =
        PartitionStore.open(new MemoryEngine(), CONFIG, () -> 0, "other", fault -> {})) {
      other.endEntry(() -> Samples.ledger(70, 0, 0));
      other.flush().join();
      try (var state = other.export();
          InputStream in = state.open()) {
        store.install(in);
      }
    }

    assertThat(told).containsExactly("installed 1:70");
    store.close();
  }

  private void entry(long index) {
    store.endEntry(() -> Samples.ledger(index, 0, 0));
  }

  private final class Recorder implements Safeguard {
    @Override
    public void flushed(Ledger held, long logBytes) {
      told.add("flushed " + held.applied() + " " + logBytes);
    }

    @Override
    public void installed(Ledger held) {
      told.add("installed " + held.applied());
    }

    @Override
    public LogPosition checkpointed() {
      return LogPosition.START;
    }

    @Override
    public void distrust() {
      told.add("distrust");
    }

    @Override
    public void ended(boolean inOrder) {
      told.add(inOrder ? "ended in order" : "ended");
    }
  }
}
