package dev.isochrone.zone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.xodus.XodusConfig;
import dev.isochrone.zone.store.xodus.XodusEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store against what it should be: a map of rows, a list of changes, and a photograph of both
 * after each entry. Random entries, flushes, slow disks, crashes, restarts and installs.
 */
class PartitionStoreModelTest {
  private static final int KEYS = 12;

  /**
   * Small memtables, so that they rotate often; so much memory that the gate never stalls apply.
   */
  private static final StoreConfig CONFIG = new StoreConfig(3_000, 1L << 30, Duration.ofNanos(40));

  @ForSeeds(400)
  void anyHistory_readsAsItsModel_andReopensAtExactlyOneEntry(long seed) throws Exception {
    run(new World(seed, new MemoryDisk(new MemoryEngine())), 150);
  }

  @ForSeeds(12)
  void anyHistoryOnXodus_readsAsItsModel(long seed, @TempDir Path directory) throws Exception {
    run(new World(seed, new XodusDisk(directory.resolve("0"))), 80);
  }

  private static void run(World world, int steps) throws Exception {
    for (int step = 0; step < steps; step++) {
      world.step();
    }
    world.crash();
    world.finish();
  }

  /** What stays when a process is gone. */
  private interface Disk {
    KvEngine engine();

    /** What a new process finds, after {@code dying} has let go of the old one's threads. */
    Disk afterCrash(Runnable dying);

    /** Another one, with nothing on it. */
    Disk another();
  }

  private record MemoryDisk(MemoryEngine engine) implements Disk {
    @Override
    public Disk afterCrash(Runnable dying) {
      MemoryEngine found = engine.reopened();
      dying.run();
      return new MemoryDisk(found);
    }

    @Override
    public Disk another() {
      return new MemoryDisk(new MemoryEngine());
    }
  }

  private record XodusDisk(Path directory, KvEngine engine) implements Disk {
    XodusDisk(Path directory) {
      this(
          directory,
          XodusEngine.open(new XodusConfig(directory, XodusConfig.CACHE_BYTES_MIN, true)));
    }

    @Override
    public Disk afterCrash(Runnable dying) {
      dying.run();
      return new XodusDisk(directory);
    }

    @Override
    public Disk another() {
      return new XodusDisk(directory.resolveSibling(directory.getFileName() + "-another"));
    }
  }

  /** What should be there after one entry. */
  private record Photograph(
      Ledger ledger, Map<StoredKey, StoredRow> rows, NavigableMap<Long, OutboxRecord> outbox) {}

  private static final class World {
    private final RandomGenerator random;
    private final Map<LogPosition, Photograph> history = new HashMap<>();
    private final Map<StoredKey, StoredRow> rows = new TreeMap<>();
    private final NavigableMap<Long, OutboxRecord> outbox = new TreeMap<>();
    private Disk disk;
    private GatedEngine engine;
    private PartitionStore store;
    private Ledger ledger = Ledger.EMPTY;
    private LogPosition durableSeen = LogPosition.START;
    private long term = 1;
    private long versions;
    private long outboxLast;
    private long trimmed;
    private long ticks;

    World(long seed, Disk empty) {
      random = Samples.random(seed);
      disk = empty;
      engine = new GatedEngine(disk.engine());
      history.put(LogPosition.START, photograph());
      store = open();
    }

    private PartitionStore open() {
      return PartitionStore.open(engine, CONFIG, () -> ticks, "test", fault -> {});
    }

    void step() throws Exception {
      ticks++;
      switch (random.nextInt(24)) {
        case 0 -> crash();
        case 1 -> restart();
        case 2 -> engine.hold();
        case 3, 4 -> engine.letOne();
        case 5 -> engine.open();
        case 6 -> flushAndWait();
        case 7 -> assertThat(store.flush()).isNotNull();
        case 8 -> install();
        case 9 -> checkDisk();
        case 10, 11, 12 -> checkOutbox();
        default -> entry();
      }
      checkRow(Samples.key(random.nextInt(KEYS)));
      noteDurable();
    }

    private void entry() {
      entryWithoutEnd();
      endEntry();
    }

    private void endEntry() {
      LogPosition next = new LogPosition(term, ledger.applied().index() + 1 + random.nextInt(2));
      ledger = Samples.ledger(random, next, new Ledger.OutboxMarks(outboxLast, trimmed));
      history.put(next, photograph());
      store.endEntry(() -> ledger);
    }

    private void entryWithoutEnd() {
      int puts = random.nextInt(5);
      for (int i = 1; i <= puts; i++) {
        put(i == puts);
      }
      if (random.nextInt(3) == 0 && outboxLast > trimmed) {
        trim(trimmed + 1 + random.nextLong(outboxLast - trimmed));
      }
    }

    private void put(boolean last) {
      StoredKey key = Samples.key(random.nextInt(KEYS));
      Optional<StoredRow> replaced = store.newest(key);
      assertThat(replaced).isEqualTo(Optional.ofNullable(rows.get(key)));
      // Now and then the same version with other bytes, as a merge may leave it.
      boolean sameVersion = replaced.isPresent() && random.nextInt(8) == 0;
      StoredRow row =
          Samples.row(
              key,
              sameVersion ? replaced.get().version() : Samples.version(++versions),
              random.nextInt(200));
      store.putRow(key, row, replaced);
      rows.put(key, row);
      OutboxRecord change = Samples.change(++outboxLast, key, row, last);
      store.appendOutbox(change);
      outbox.put(outboxLast, change);
    }

    private void trim(long upTo) {
      store.trimOutbox(upTo);
      outbox.headMap(upTo, true).clear();
      trimmed = upTo;
    }

    private Photograph photograph() {
      return new Photograph(ledger, new TreeMap<>(rows), new TreeMap<>(outbox));
    }

    /** Sometimes inside an entry, sometimes with a write that hangs and comes too late. */
    void crash() {
      if (random.nextInt(3) == 0) {
        entryWithoutEnd();
      }
      noteDurable();
      reopenFrom(
          disk.afterCrash(
              () -> {
                engine.open();
                store.abandon();
              }));
    }

    private void restart() {
      boolean inside = random.nextInt(4) == 0;
      LogPosition whole = ledger.applied();
      if (inside) {
        put(false);
      }
      engine.open();
      store.close();
      store.close();
      reopenFrom(disk.afterCrash(() -> {}));
      if (!inside) {
        assertThat(ledger.applied()).isEqualTo(whole);
      }
    }

    private void reopenFrom(Disk found) {
      disk = found;
      engine = new GatedEngine(disk.engine());
      store = open();
      ledger = store.opened();
      assertThat(ledger.applied()).isGreaterThanOrEqualTo(durableSeen);
      assertThat(store.durable()).isEqualTo(ledger.applied());
      becomes(ledger.applied());
      checkDisk();
      term++;
    }

    private void becomes(LogPosition position) {
      Photograph then = photographOf(position);
      assertThat(ledger).isEqualTo(then.ledger());
      rows.clear();
      rows.putAll(then.rows());
      outbox.clear();
      outbox.putAll(then.outbox());
      outboxLast = ledger.outbox().last();
      trimmed = ledger.outbox().trimmed();
      durableSeen = position;
    }

    private Photograph photographOf(LogPosition position) {
      return Objects.requireNonNull(history.get(position), position::toString);
    }

    private void flushAndWait() throws Exception {
      engine.open();
      LogPosition durable = store.flush().get(10, TimeUnit.SECONDS);
      assertThat(durable).isEqualTo(ledger.applied());
      assertThat(store.durable()).isEqualTo(durable);
      checkDisk();
    }

    /** The content goes over into a store that had something else, and goes on there. */
    private void install() throws IOException {
      engine.open();
      World other = new World(random.nextLong(), disk.another());
      other.entry();
      other.entry();
      try (StateSource source = store.export();
          InputStream in = source.open()) {
        Ledger installed = other.store.install(in);
        assertThat(installed.applied()).isEqualTo(source.position());
        assertThat(other.store.durable()).isEqualTo(source.position());
        ledger = installed;
      }
      store.abandon();
      disk = other.disk;
      engine = other.engine;
      store = other.store;
      becomes(ledger.applied());
      checkDisk();
      term++;
    }

    private void noteDurable() {
      LogPosition durable = store.durable();
      assertThat(durable).isGreaterThanOrEqualTo(durableSeen);
      durableSeen = durable;
    }

    private void checkRow(StoredKey key) {
      assertThat(store.newest(key)).isEqualTo(Optional.ofNullable(rows.get(key)));
    }

    private void checkOutbox() {
      int bytesMax = 1 + random.nextInt(2_000);
      long from = random.nextLong(outboxLast + 1);
      OutboxSlice slice = store.outbox(from, bytesMax);
      assertThat(slice)
          .isEqualTo(
              from < trimmed
                  ? new OutboxSlice(trimmed, trimmed, false, HlcTimestamp.MIN, List.of())
                  : expected(from, bytesMax));
    }

    private OutboxSlice expected(long from, int bytesMax) {
      List<OutboxRecord> fit = new ArrayList<>();
      long bytes = 0;
      for (OutboxRecord record : outbox.tailMap(from, false).values()) {
        bytes += record.change().bytesMax();
        if (!fit.isEmpty() && bytes > bytesMax) {
          break;
        }
        fit.add(record);
      }
      boolean wholeFits = fit.stream().anyMatch(OutboxRecord::lastOfEntry);
      while (wholeFits && !fit.get(fit.size() - 1).lastOfEntry()) {
        fit.remove(fit.size() - 1);
      }
      HlcTimestamp closed = wholeFits ? fit.get(fit.size() - 1).closed() : HlcTimestamp.MIN;
      List<Change> changes = fit.stream().map(OutboxRecord::change).toList();
      return new OutboxSlice(
          from, from + fit.size(), !wholeFits && !fit.isEmpty(), closed, changes);
    }

    /** All that the engine holds is one photograph, to the last byte. */
    private void checkDisk() {
      try (KvSnapshot snapshot = disk.engine().snapshot()) {
        Ledger held = LedgerCodec.read(snapshot);
        Photograph then = photographOf(held.applied());
        assertThat(held).isEqualTo(then.ledger());
        Map<Bytes, Bytes> expectedRows = new TreeMap<>();
        then.rows()
            .forEach(
                (key, row) ->
                    expectedRows.put(new RowKey(key, row.version()).encode(), row.record()));
        Map<Bytes, Bytes> foundRows = new TreeMap<>();
        snapshot
            .from(Space.ROWS, Bytes.EMPTY)
            .forEachRemaining(entry -> foundRows.put(entry.key(), entry.value()));
        assertThat(foundRows).isEqualTo(expectedRows);
        List<OutboxRecord> found = new ArrayList<>();
        snapshot
            .from(Space.OUTBOX, Bytes.EMPTY)
            .forEachRemaining(entry -> found.add(outboxRecord(entry)));
        assertThat(found).isEqualTo(List.copyOf(then.outbox().values()));
      }
    }

    private static OutboxRecord outboxRecord(KvEntry entry) {
      try {
        return OutboxCodec.read(entry);
      } catch (FormatException broken) {
        throw new AssertionError(broken);
      }
    }

    void finish() {
      engine.open();
      store.close();
    }
  }
}
