package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Without a cache, so that reads come to the engine. */
  private static final StoreConfig CONFIG =
      new StoreConfig(10_000, 40_000, Duration.ofSeconds(5), 0, 1L << 30);

  private final AtomicLong nanos = new AtomicLong();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final MemoryEngine disk = new MemoryEngine();
  private final GatedEngine engine = new GatedEngine(disk);
  private final PartitionStore store =
      PartitionStore.open(engine, CONFIG, nanos::get, "under-test", faults::add);
  private long index;
  private long sequence;
  private long trimmed;

  @AfterEach
  void close() {
    engine.open();
    store.close();
  }

  @Test
  void anEntry_isNotFlushedBeforeItsTime() {
    long half = CONFIG.flushInterval().toNanos() / 2;
    entry(1, 100);
    nanos.addAndGet(half - 1);
    entry(2, 100);

    assertThat(engine.written()).isEmpty();
    assertThat(store.durable()).isEqualTo(LogPosition.START);

    nanos.addAndGet(half + 1);
    entry(3, 100);
    awaitDurable(index);
    assertThat(engine.written()).hasSize(1);
  }

  @Test
  void theInterval_countsFromTheFirstEntryThatIsNotFlushed() {
    nanos.addAndGet(CONFIG.flushInterval().toNanos() * 3);
    entry(1, 100);
    entry(2, 100);

    flush();

    assertThat(engine.written()).hasSize(1);
  }

  @Test
  void entriesWithoutPuts_areFlushedToo_orTheLogCouldNeverBePurged() {
    end();
    nanos.addAndGet(CONFIG.flushInterval().toNanos());
    end();

    awaitDurable(index);
  }

  @Test
  void aFullMemtable_isFlushedAtTheEndOfItsEntry() {
    put(1, 6_000);
    put(2, 6_000);
    assertThat(engine.written()).isEmpty();

    end();

    awaitDurable(index);
    assertThat(engine.written()).hasSize(1);
  }

  @Test
  void puttingTheSameRowOften_takesTheMemoryOfOne() {
    for (int i = 0; i < 50; i++) {
      put(1, 1_000);
      trim(sequence);
      end();
    }

    assertThat(engine.written()).isEmpty();
  }

  @Test
  void whatIsBornAndDiesBetweenFlushes_neverReachesTheEngine() {
    put(1, 100);
    put(1, 200);
    put(2, 100);
    trim(2);
    end();

    flush();

    List<KvChange> written = new ArrayList<>(engine.written().get(0).changes());
    assertThat(written).filteredOn(change -> change.space() == Space.ROWS).hasSize(2);
    assertThat(written).filteredOn(change -> change.space() == Space.OUTBOX).hasSize(1);
    assertThat(written).noneMatch(KvChange.Delete.class::isInstance);
  }

  @Test
  void aFullStore_saysSo_untilFlushed() {
    engine.hold();
    while (!store.isFull()) {
      assertThat(index * 3_000).isLessThan(CONFIG.memoryBytesMax());
      entry(index, 3_000);
    }
    assertThat(index * 3_700).isGreaterThan(CONFIG.memoryBytesMax());

    engine.open();

    // Nobody needs to write for that: what is queued is flushed by itself.
    Awaitility.await().atMost(PATIENCE).until(() -> !store.isFull());
  }

  @Test
  void atAMultipleOfTheBound_theApplyThreadWaitsForTheFlusher() throws Exception {
    engine.hold();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread apply =
        new Thread(
            () -> {
              for (int i = 0; i < 60; i++) {
                entry(i, 3_000);
              }
              done.complete(null);
            });
    apply.start();
    Awaitility.await().atMost(PATIENCE).until(() -> apply.getState() == Thread.State.WAITING);
    assertThat(done).isNotDone();

    engine.open();

    assertThat(done).succeedsWithin(PATIENCE);
    apply.join();
    flush();
  }

  @Test
  void aFailedFlush_isToldOnce_andNothingIsWrittenAfterIt() {
    entry(1, 100);
    flush();
    engine.fail();
    entry(2, 100);

    CompletableFuture<LogPosition> flushed = store.flush();

    assertThat(flushed).failsWithin(PATIENCE);
    Awaitility.await().atMost(PATIENCE).until(() -> faults.size() == 1);
    assertThat(store.isFull()).isTrue();
    assertThat(store.durable().index()).isEqualTo(1);
    assertThat(store.newest(Samples.key(2))).isPresent();
    put(3, 100);
    assertThatThrownBy(this::end).isInstanceOf(StoreException.class);
    store.close();
    assertThat(faults).hasSize(1);
    assertThat(engine.written()).hasSize(1);
  }

  @Test
  void onFault_mayCloseTheStore() {
    MemoryEngine memory = new MemoryEngine();
    GatedEngine failing = new GatedEngine(memory);
    failing.fail();
    CompletableFuture<PartitionStore> opened = new CompletableFuture<>();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    PartitionStore faulty =
        PartitionStore.open(
            failing,
            CONFIG,
            nanos::get,
            "faulty",
            fault -> {
              opened.join().close();
              closed.complete(true);
            });
    opened.complete(faulty);
    faulty.endEntry(() -> Samples.ledger(1, 0, 0));

    assertThat(faulty.flush()).failsWithin(PATIENCE);

    assertThat(closed).succeedsWithin(PATIENCE);
  }

  @Test
  void anUnfinishedEntry_isNotFlushed_norWhatIsInTheSameMemtable() {
    entry(1, 100);
    StoredKey key = Samples.key(2);
    store.putRow(key, Samples.row(key, Samples.version(9), 10), Optional.empty());

    assertThatThrownBy(store::flush).isInstanceOf(IllegalStateException.class);
    store.close();

    assertThat(engine.written()).isEmpty();
  }

  @Test
  void close_flushesWhatIsWhole() {
    entry(1, 100);

    store.close();

    try (PartitionStore again =
        PartitionStore.open(disk.reopened(), CONFIG, nanos::get, "again", faults::add)) {
      assertThat(again.opened().applied().index()).isEqualTo(1);
      assertThat(again.newest(Samples.key(1))).isPresent();
    }
  }

  @Test
  void abandon_letsTheRunningWriteEnd_andFlushesNoMore() throws Exception {
    engine.hold();
    entry(1, 100);
    CompletableFuture<LogPosition> running = store.flush();
    Awaitility.await().atMost(PATIENCE).until(engine::hasWaitingWrite);
    entry(2, 100);
    CompletableFuture<LogPosition> queued = store.flush();
    entry(3, 100);
    Thread abandoning = new Thread(store::abandon);
    abandoning.start();
    Awaitility.await().atMost(PATIENCE).until(() -> abandoning.getState() == Thread.State.WAITING);

    engine.letOne();
    abandoning.join(PATIENCE.toMillis());

    assertThat(engine.written()).hasSize(1);
    assertThat(running).isCompletedWithValue(new LogPosition(1, 1));
    assertThat(queued).isCompletedExceptionally();
  }

  @Test
  void outbox_showsAnEntryOnlyWhenItHasEnded() {
    entry(1, 100);
    put(2, 100);

    assertThat(store.outbox(0, 100_000).to()).isEqualTo(1);
    assertThat(store.outbox(1, 100_000).changes()).isEmpty();

    end();
    assertThat(store.outbox(1, 100_000).to()).isEqualTo(2);
  }

  @Test
  void outbox_ofAnEntryThatDoesNotFit_endsInsideIt_andGoesOnThere() {
    StoredKey key = Samples.key(1);
    for (int i = 1; i <= 3; i++) {
      StoredRow row = Samples.row(key, Samples.version(i), 1_000);
      store.putRow(key, row, store.newest(key));
      store.appendOutbox(Samples.change(++sequence, key, row, i == 3));
    }
    end();

    OutboxSlice first = store.outbox(0, 2_500);
    OutboxSlice tiny = store.outbox(0, 1);
    OutboxSlice rest = store.outbox(first.to(), 2_500);

    assertThat(first.to()).isEqualTo(2);
    assertThat(first.endsInsideEntry()).isTrue();
    assertThat(first.closed()).isEqualTo(HlcTimestamp.MIN);
    assertThat(tiny.to()).isEqualTo(1);
    assertThat(rest.to()).isEqualTo(3);
    assertThat(rest.endsInsideEntry()).isFalse();
    assertThat(rest.closed()).isEqualTo(new HlcTimestamp(3));
  }

  @Test
  void outbox_belowTheTrimmedMark_beginsAtTheMark() {
    entry(1, 100);
    entry(2, 100);
    entry(3, 100);
    trim(2);

    assertThat(store.outbox(1, 100))
        .isEqualTo(new OutboxSlice(2, 2, false, HlcTimestamp.MIN, List.of()));
    assertThat(store.outbox(2, 100).to()).isEqualTo(3);
    end();
  }

  @Test
  void outbox_aboveTheLast_isRefused() {
    entry(1, 100);

    assertThatThrownBy(() -> store.outbox(2, 100)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void trimming_aheadOfTheLast_meansGivenAndOwedToNobody() {
    entry(1, 100);
    trim(5);
    StoredKey key = Samples.key(1);
    StoredRow row = Samples.row(key, Samples.version(9), 10);
    store.appendOutbox(Samples.change(4, key, row, false));
    store.appendOutbox(Samples.change(6, key, row, true));
    sequence = 6;
    end();

    assertThat(store.outbox(5, 100).changes()).hasSize(1);
    flush();
    assertThat(store.outbox(5, 100).changes()).hasSize(1);
  }

  @Test
  void aSequenceThatDoesNotFollow_isABrokenPromise() {
    StoredKey key = Samples.key(1);
    StoredRow row = Samples.row(key, Samples.version(1), 10);

    assertThatThrownBy(() -> store.appendOutbox(Samples.change(2, key, row, true)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.outbox(0, 100).changes()).isEmpty();
  }

  @Test
  void aLedgerThatContradictsTheStore_isABrokenPromise() {
    put(1, 100);
    store.endEntry(() -> Samples.ledger(++index, 7, 0));

    assertThatThrownBy(store::flush).isInstanceOf(IllegalStateException.class);
    store.abandon();
  }

  @Test
  void close_endsTheFlusher() {
    assertThat(flusherThreads()).hasSize(1);

    store.close();

    Awaitility.await().atMost(PATIENCE).until(() -> flusherThreads().isEmpty());
  }

  @Test
  void newest_overtakenByRotationAndFlush_stillFindsTheRow() {
    entry(1, 100);
    flush();
    engine.beforeNextSnapshot(
        () -> {
          entry(1, 100);
          flush();
          entry(2, 100);
          flush();
        });

    // The view was captured with both rows nowhere in memory.
    Optional<StoredRow> second = store.newest(Samples.key(2));
    Optional<StoredRow> first = store.newest(Samples.key(1));

    assertThat(second.map(StoredRow::version)).contains(Samples.version(3));
    assertThat(first.map(StoredRow::version)).contains(Samples.version(2));
  }

  @Test
  void outbox_overtakenByTrimAndFlush_saysThatItWasTrimmed() {
    entry(1, 100);
    entry(2, 100);
    entry(3, 100);
    flush();
    engine.beforeNextSnapshot(
        () -> {
          trim(2);
          end();
          flush();
        });

    assertThat(store.outbox(0, 10_000).from()).isEqualTo(2);
  }

  @Test
  void outbox_overtakenByFlushAndGrowth_isContiguous() {
    entry(1, 100);
    flush();
    entry(2, 100);
    engine.beforeNextSnapshot(
        () -> {
          entry(3, 100);
          flush();
          entry(4, 100);
        });

    OutboxSlice slice = store.outbox(0, 10_000);

    assertThat(slice.from()).isZero();
    assertThat(slice.to()).isEqualTo(2);
    assertThat(slice.changes()).extracting(Change::sequence).containsExactly(1L, 2L);
  }

  @Test
  void aReader_overtakenByAnInstall_answersFromTheNewContent() throws Exception {
    entry(1, 100);
    flush();
    byte[] empty;
    try (PartitionStore other =
            PartitionStore.open(new MemoryEngine(), CONFIG, nanos::get, "other", faults::add);
        InputStream in = other.export().open()) {
      empty = in.readAllBytes();
    }
    engine.beforeNextSnapshot(() -> install(empty));

    assertThat(store.newest(Samples.key(1))).isEmpty();

    sequence = 0;
    index = 0;
    entry(1, 100);
    flush();
    engine.beforeNextSnapshot(
        () -> {
          install(empty);
          sequence = 0;
          index = 0;
          entry(2, 100);
        });
    assertThat(store.newest(Samples.key(2))).isPresent();
  }

  private void install(byte[] state) {
    try {
      assertThat(store.install(new ByteArrayInputStream(state))).isEqualTo(Ledger.EMPTY);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private static List<Thread> flusherThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("flusher-under-test"))
        .toList();
  }

  private void entry(long key, int bytes) {
    put((int) key, bytes);
    end();
  }

  private void put(int n, int bytes) {
    StoredKey key = Samples.key(n % 100);
    Optional<StoredRow> replaced = store.newest(key);
    StoredRow row = Samples.row(key, Samples.version(++sequence), bytes / 2);
    store.putRow(key, row, replaced);
    store.appendOutbox(Samples.change(sequence, key, row, true));
  }

  private void trim(long upTo) {
    trimmed = upTo;
    store.trimOutbox(upTo);
  }

  private void end() {
    Ledger ledger = Samples.ledger(++index, sequence, trimmed);
    store.endEntry(() -> ledger);
  }

  private void flush() {
    try {
      store.flush().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private void awaitDurable(long at) {
    Awaitility.await().atMost(PATIENCE).until(() -> store.durable().index() == at);
  }
}
