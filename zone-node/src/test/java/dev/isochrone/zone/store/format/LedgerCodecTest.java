package dev.isochrone.zone.store.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.Announced;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  /** One of everything, so that each field has bytes of its own in the golden file. */
  private static final Ledger GOLDEN =
      new Ledger(
          new LogPosition(3, 0x1122),
          Optional.of(
              new PartitionIdentity(
                  new OriginPartition(new Origin(0x0A0B), 1),
                  4,
                  List.of(new SlotRange(0, 99), new SlotRange(8192, 16_383)))),
          new Ledger.Time(
              new HlcTimestamp(0x0190_0000_0000_0005L),
              new HlcTimestamp(0x0190_0000_0000_0004L),
              new Announced(88, new HlcTimestamp(0x0190_0000_0000_0003L))),
          new Ledger.OutboxMarks(90, 77),
          new Digest(0xFEDC_BA98_7654_3210L, 0x0123_4567_89AB_CDEFL),
          new Ledger.Maps(
              new TreeMap<>(
                  Map.of(
                      new OriginPartition(new Origin(0x0C), 2),
                      new Cursor(500, new HlcTimestamp(0x0180_0000_0000_0001L), 6, 3, 450))),
              new TreeMap<>(
                  Map.of(
                      new Origin(0x0C), new PeerMark(PeerMark.State.ACTIVE, 77),
                      new Origin(0x0D), new PeerMark(PeerMark.State.NEEDS_BOOTSTRAP, 5))),
              new TreeMap<>(
                  Map.of(
                      9,
                      new RuleInForce(
                          9, 2, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 0))),
              new TreeMap<>(Map.of(new CountKey(9, new Origin(0x0A0B)), 1_234L))));

  @Test
  void theGoldenFile_isWrittenAndReadToTheByte() {
    MemoryEngine engine = holding(GOLDEN);

    assertThat(lines(engine)).isEqualTo(resource("/golden/ledger-1.txt"));

    MemoryEngine fromFile = new MemoryEngine();
    fromFile.write(
        KvBatch.of(resource("/golden/ledger-1.txt").stream().map(LedgerCodecTest::put).toList()));
    assertThat(read(fromFile)).isEqualTo(GOLDEN);
  }

  @Test
  void aPausedPeer_isMarkedInItsState_toTheByte() {
    SortedMap<Origin, PeerMark> peers = new TreeMap<>();
    peers.put(new Origin(0x0C), new PeerMark(PeerMark.State.ACTIVE, 77, /* paused= */ true));
    Ledger.Maps maps = GOLDEN.maps();
    Ledger paused =
        new Ledger(
            GOLDEN.applied(),
            GOLDEN.identity(),
            GOLDEN.time(),
            GOLDEN.outbox(),
            GOLDEN.digest(),
            new Ledger.Maps(maps.cursors(), peers, maps.rules(), maps.counts()));

    assertThat(lines(holding(paused)))
        .anyMatch(
            line -> line.startsWith("peers 0000000c 01") && line.endsWith("11000000000000004d"));
    assertThat(read(holding(paused))).isEqualTo(paused);
  }

  @Test
  void nothing_isTheEmptyLedger() {
    assertThat(read(new MemoryEngine())).isEqualTo(Ledger.EMPTY);
  }

  @ForSeeds(300)
  void changes_leadFromAnyLedgerToAnyOther(long seed) {
    RandomGenerator random = Samples.random(seed);
    Ledger first = ledger(random, 1);
    Ledger second = ledger(random, 2);
    MemoryEngine engine = holding(first);
    assertThat(read(engine)).isEqualTo(first);

    engine.write(KvBatch.of(LedgerCodec.changes(first, second)));

    assertThat(read(engine)).isEqualTo(second);
    assertThat(lines(engine)).isEqualTo(lines(holding(second)));
  }

  @Test
  void changes_writeOnlyWhatChanged_andTheCheckpoint() {
    assertThat(LedgerCodec.changes(GOLDEN, GOLDEN))
        .singleElement()
        .extracting(KvChange::space)
        .isEqualTo(Space.META);
  }

  @Test
  void anyFlippedBit_isFound_andTheStoreIsNamed() {
    for (KvChange.Put put : golden()) {
      byte[] value = put.value().toArray();
      for (int bit = 0; bit < value.length * 8; bit++) {
        byte[] damaged = value.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        requireFound(put, put.key(), Bytes.wrap(damaged));
      }
      for (int length = 0; length < value.length; length++) {
        requireFound(put, put.key(), put.value().slice(0, length));
      }
    }
  }

  @Test
  void aFlippedBitInAKey_isFound() {
    for (KvChange.Put put : golden()) {
      for (int bit = 0; bit < put.key().length() * 8; bit++) {
        byte[] key = put.key().toArray();
        key[bit / 8] ^= (byte) (1 << bit % 8);
        requireFound(put, Bytes.wrap(key), put.value());
      }
    }
  }

  @Test
  void aGoodValueOfAnotherStore_isFound() {
    MemoryEngine engine = holding(GOLDEN);
    Bytes key = new ByteWriter().u32(0x0C).u32(0).toBytes();
    // A count and a cursor have keys of the same form.
    Bytes count = count(key);
    engine.write(KvBatch.put(Space.CURSORS, key, count));

    assertThatThrownBy(() -> read(engine)).isInstanceOf(StoreException.class);
  }

  private static Bytes count(Bytes key) {
    return Envelope.seal(Space.COUNTS, key, new ByteWriter(36).raw(new byte[36], 0, 36).toBytes());
  }

  @Test
  void contentWithoutItsCheckpoint_isDamage() {
    MemoryEngine engine = holding(GOLDEN);
    engine.write(KvBatch.of(List.of(new KvChange.Delete(Space.META, Bytes.wrap(new byte[] {0})))));

    assertThatThrownBy(() -> read(engine))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cursors");
  }

  @Test
  void theMarkOfAnInstall_isSeen() {
    MemoryEngine engine = holding(GOLDEN);
    engine.write(KvBatch.of(List.of(LedgerCodec.beginOfInstall())));
    assertThat(isInstalling(engine)).isTrue();

    engine.write(KvBatch.of(List.of(LedgerCodec.endOfInstall())));
    assertThat(isInstalling(engine)).isFalse();
  }

  private static void requireFound(KvChange.Put put, Bytes key, Bytes value) {
    MemoryEngine engine = holding(GOLDEN);
    engine.write(KvBatch.of(List.of(new KvChange.Delete(put.space(), put.key()))));
    engine.write(KvBatch.put(put.space(), key, value));
    assertThatThrownBy(() -> read(engine))
        .as("%s %s", put.space(), value.toHex())
        .isInstanceOf(StoreException.class);
  }

  private static List<KvChange.Put> golden() {
    List<KvChange.Put> puts = new ArrayList<>();
    for (KvChange change : LedgerCodec.changes(Ledger.EMPTY, GOLDEN)) {
      if (change instanceof KvChange.Put put) {
        puts.add(put);
      }
    }
    return puts;
  }

  private static Ledger ledger(RandomGenerator random, long index) {
    long last = random.nextLong(100);
    return Samples.ledger(
        random, new LogPosition(1, index), new Ledger.OutboxMarks(last, last / 2));
  }

  private static MemoryEngine holding(Ledger ledger) {
    MemoryEngine engine = new MemoryEngine();
    engine.write(KvBatch.of(LedgerCodec.changes(Ledger.EMPTY, ledger)));
    return engine;
  }

  private static Ledger read(MemoryEngine engine) {
    try (KvSnapshot snapshot = engine.snapshot()) {
      return LedgerCodec.read(snapshot);
    }
  }

  private static boolean isInstalling(MemoryEngine engine) {
    try (KvSnapshot snapshot = engine.snapshot()) {
      return LedgerCodec.isInstalling(snapshot);
    }
  }

  private static List<String> lines(MemoryEngine engine) {
    List<String> lines = new ArrayList<>();
    try (KvSnapshot snapshot = engine.snapshot()) {
      for (Space space : Space.values()) {
        Iterator<KvEntry> entries = snapshot.from(space, Bytes.EMPTY);
        while (entries.hasNext()) {
          KvEntry entry = entries.next();
          lines.add(space.storeName() + " " + entry.key().toHex() + " " + entry.value().toHex());
        }
      }
    }
    return lines;
  }

  private static KvChange put(String line) {
    String[] parts = line.split(" ", -1);
    return new KvChange.Put(
        Space.valueOf(parts[0].toUpperCase(Locale.ROOT)),
        Bytes.wrap(HEX.parseHex(parts[1])),
        Bytes.wrap(HEX.parseHex(parts[2])));
  }

  private static List<String> resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(LedgerCodecTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException notRead) {
      throw new UncheckedIOException(notRead);
    }
  }
}
