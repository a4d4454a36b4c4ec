package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One interleaving each, told step by step. */
@Timeout(60)
class StoreSnapshotTest {
  private static final StoreConfig LARGE = new StoreConfig(1L << 30, 1L << 31, Duration.ofDays(1));

  private final GatedEngine engine = new GatedEngine(new MemoryEngine());
  private final PartitionStore store =
      PartitionStore.open(engine, LARGE, () -> 0, "snapshot", fault -> {});
  private final Map<StoredKey, StoredRow> model = new TreeMap<>();
  private long versions;
  private long index;

  @AfterEach
  void close() {
    engine.open();
    store.close();
  }

  @Test
  void snapshot_keepsWhatNewerEntriesReplace_inTheActiveMemtable() {
    entry(1, 2, 3);
    Map<StoredKey, StoredRow> then = photograph();
    try (StoreSnapshot snapshot = store.snapshot()) {
      entry(2, 4);
      entry(2, 2);

      assertThat(snapshot.position()).isEqualTo(new LogPosition(1, 1));
      assertThat(rows(snapshot)).isEqualTo(then);
      assertThat(store.newest(Samples.key(2))).contains(newest(2));
    }
    try (StoreSnapshot later = store.snapshot()) {
      assertThat(rows(later)).isEqualTo(photograph());
    }
  }

  @Test
  void snapshot_isUnmovedByRotationAndFlush() throws Exception {
    entry(1, 2);
    flush();
    entry(2, 3);
    Map<StoredKey, StoredRow> then = photograph();
    try (StoreSnapshot snapshot = store.snapshot()) {
      entry(1, 2, 3, 4);
      flush(); // Removes from the engine what the snapshot still reads there.
      entry(1, 2, 3, 4);

      assertThat(rows(snapshot)).isEqualTo(then);
    }
  }

  @Test
  void snapshot_ofAFrozenMemtableThatIsBeingWritten_readsEachRowOnce() {
    entry(1, 2);
    engine.hold();
    var unused = store.flush();
    entry(2, 3);
    try (StoreSnapshot snapshot = store.snapshot()) {
      engine.open();
      assertThat(rows(snapshot)).isEqualTo(photograph());
    }
  }

  /** A rotation between view and engine would put into the engine what the cut leaves out. */
  @Test
  void rotationAndFlush_betweenViewAndEngine_makeItBeginAnew() {
    entry(1, 2);
    engine.beforeNextSnapshot(
        () -> {
          entry(1, 5);
          join(store.flush());
        });

    try (StoreSnapshot snapshot = store.snapshot()) {
      assertThat(snapshot.position()).isEqualTo(new LogPosition(1, 2));
      assertThat(rows(snapshot)).isEqualTo(photograph());
    }
  }

  @Test
  void entryThatHasBegun_isWaitedFor_andSeenWhole() throws Exception {
    entry(1, 2);
    put(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch asks = new CountDownLatch(1);
      Future<Map<StoredKey, StoredRow>> read =
          reader.submit(
              () -> {
                asks.countDown();
                try (StoreSnapshot snapshot = store.snapshot()) {
                  return rows(snapshot);
                }
              });
      asks.await();
      put(2);
      assertThat(read).isNotDone();
      endEntry();

      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(photograph());
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void entryThatDoesNotEnd_isNotWaitedForForEver() {
    put(1);

    assertThatThrownBy(store::snapshot)
        .isInstanceOfSatisfying(
            StoreException.class,
            busy -> assertThat(busy.problem()).isEqualTo(StoreException.Problem.BUSY));

    endEntry();
    assertThat(store.openSnapshots()).isZero();
    try (StoreSnapshot snapshot = store.snapshot()) {
      assertThat(rows(snapshot)).isEqualTo(photograph());
    }
  }

  @Test
  void severalSnapshots_eachSeeTheirOwnPosition_whateverIsClosedBefore() {
    List<StoreSnapshot> open = new ArrayList<>();
    List<Map<StoredKey, StoredRow>> seen = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entry(1, 2 + i);
      entry(1);
      open.add(store.snapshot());
      seen.add(photograph());
    }
    for (int closed : List.of(4, 1, 3, 0)) {
      open.get(closed).close();
      entry(1, 2, 3, 4, 5);
      assertThat(rows(open.get(2))).isEqualTo(seen.get(2));
    }
    open.get(2).close();
    assertThat(store.openSnapshots()).isZero();
  }

  @Test
  void rows_areThoseOfTheRange_inOrder_fromMemoryAndEngine() {
    entry(0, 3, 6, 9, 12, 15, 18);
    join(store.flush());
    entry(3, 4, 10, 24);
    List<StoredKey> all = List.copyOf(model.keySet());
    try (StoreSnapshot snapshot = store.snapshot()) {
      for (int from = 0; from < all.size(); from++) {
        for (int to = from; to < all.size(); to++) {
          StoredKeyRange range = new StoredKeyRange(all.get(from).bytes(), all.get(to).bytes());
          assertThat(keys(snapshot.rows(range))).isEqualTo(all.subList(from, to));
          assertThat(keys(snapshot.rows(range.after(all.get(from)))))
              .isEqualTo(all.subList(Math.min(from + 1, to), to));
        }
      }
    }
  }

  @Test
  void install_endsOpenSnapshots() throws Exception {
    entry(1, 2);
    join(store.flush());
    StoreSnapshot snapshot = store.snapshot();
    Iterator<KeyedRow> rows = snapshot.rows(everything());
    rows.next();
    try (StateSource state = store.export();
        InputStream in = state.open()) {
      Ledger unused = store.install(in);
    }

    assertThatThrownBy(rows::hasNext)
        .isInstanceOfSatisfying(
            StoreException.class,
            gone -> assertThat(gone.problem()).isEqualTo(StoreException.Problem.INSTALLING));
    snapshot.close();
    try (StoreSnapshot anew = store.snapshot()) {
      assertThat(rows(anew)).isEqualTo(photograph());
    }
  }

  @Test
  void install_insideAnEntry_letsSnapshotsGoOn() throws Exception {
    entry(1, 2);
    join(store.flush());
    Map<StoredKey, StoredRow> then = photograph();
    put(1);
    try (StateSource state = store.export();
        InputStream in = state.open()) {
      Ledger unused = store.install(in);
    }

    try (StoreSnapshot snapshot = store.snapshot()) {
      assertThat(rows(snapshot)).isEqualTo(then);
      assertThat(snapshot.position()).isEqualTo(new LogPosition(1, 1));
    }
  }

  @Test
  void closedSnapshot_isReadNoMore() {
    entry(1);
    StoreSnapshot snapshot = store.snapshot();
    Iterator<KeyedRow> rows = snapshot.rows(everything());
    snapshot.close();
    snapshot.close();

    assertThatThrownBy(rows::hasNext).isInstanceOf(StoreException.class);
    assertThat(store.openSnapshots()).isZero();
  }

  private void entry(int... keys) {
    for (int key : keys) {
      put(key);
    }
    endEntry();
  }

  private void put(int n) {
    StoredKey key = Samples.key(n);
    StoredRow row = Samples.row(key, Samples.version(++versions), 20);
    store.putRow(key, row, store.newest(key));
    model.put(key, row);
  }

  private void endEntry() {
    Ledger ledger = Samples.ledger(++index, 0, 0);
    store.endEntry(() -> ledger);
  }

  private void flush() throws Exception {
    LogPosition unused = store.flush().get(10, TimeUnit.SECONDS);
  }

  private static void join(java.util.concurrent.CompletableFuture<LogPosition> flushed) {
    Awaitility.await().until(flushed::isDone);
  }

  private StoredRow newest(int n) {
    return Optional.ofNullable(model.get(Samples.key(n))).orElseThrow();
  }

  private Map<StoredKey, StoredRow> photograph() {
    return new TreeMap<>(model);
  }

  static StoredKeyRange everything() {
    return new StoredKeyRange(Bytes.EMPTY, Bytes.wrap(new byte[] {-1}));
  }

  static Map<StoredKey, StoredRow> rows(StoreSnapshot snapshot) {
    Map<StoredKey, StoredRow> rows = new TreeMap<>();
    snapshot
        .rows(everything())
        .forEachRemaining(row -> assertThat(rows.put(row.key(), row.row())).isNull());
    return rows;
  }

  private static List<StoredKey> keys(Iterator<KeyedRow> rows) {
    List<StoredKey> keys = new ArrayList<>();
    rows.forEachRemaining(row -> keys.add(row.key()));
    return keys;
  }
}
