package dev.isochrone.zone.store.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.session.Answer;
import dev.isochrone.zone.session.SessionChanges;
import dev.isochrone.zone.session.SessionRecord;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SessionCodecTest {
  private static final SessionRecord GOLDEN =
      new SessionRecord(
          0xF0E1_D2C3_B4A5_9687L,
          new HlcTimestamp(0x0190_0000_0000_0005L),
          new HlcTimestamp(0x0190_0000_0001_0007L),
          3,
          new TreeMap<>(
              Map.of(
                  3L,
                  new Answer.Written(
                      0x1122_3344_5566_7788L,
                      new Version(
                          1,
                          new Stamp(new HlcTimestamp(0x0190_0000_0000_0009L), new Origin(0x0A0B)))),
                  7L,
                  new Answer.Unmet(0xFEDC_BA98_7654_3210L, 258))));

  @Test
  void theGoldenFile_isWrittenAndReadToTheByte() throws IOException, FormatException {
    KvChange.Put put = SessionCodec.put(GOLDEN);

    assertThat("requests " + put.key().toHex() + " " + put.value().toHex())
        .isEqualTo(resource("/golden/session-1.txt"));
    assertThat(SessionCodec.read(new KvEntry(put.key(), put.value()))).isEqualTo(GOLDEN);
  }

  @ForSeeds(200)
  void changes_makeAStoreHoldWhatLives(long seed) {
    RandomGenerator random = Samples.random(seed);
    MemoryEngine engine = new MemoryEngine();
    Map<Long, SessionRecord> expected = new TreeMap<>(Long::compareUnsigned);
    for (int flush = 0; flush < 5; flush++) {
      Map<Long, SessionRecord> changed = new TreeMap<>();
      List<Long> ended = new ArrayList<>();
      for (long id = 1; id < 6; id++) {
        if (random.nextBoolean()) {
          changed.put(id, session(random, id * 0x3FFF_FFFF_FFFF_FFFFL));
        } else if (random.nextInt(3) == 0) {
          ended.add(id * 0x3FFF_FFFF_FFFF_FFFFL);
        }
      }
      changed.values().forEach(session -> expected.put(session.id(), session));
      ended.forEach(expected::remove);
      List<KvChange> changes = new ArrayList<>();
      SessionCodec.changes(new SessionChanges(List.copyOf(changed.values()), ended), changes);
      engine.write(KvBatch.of(changes));
    }

    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(SessionCodec.read(snapshot)).containsExactlyElementsOf(expected.values());
    }
  }

  @Test
  void anyFlippedBit_isFound() {
    KvChange.Put put = SessionCodec.put(GOLDEN);
    for (int bit = 0; bit < put.value().length() * 8; bit++) {
      requireRefused(put.key(), flipped(put.value(), bit));
    }
    for (int bit = 0; bit < put.key().length() * 8; bit++) {
      requireRefused(flipped(put.key(), bit), put.value());
    }
  }

  /** Behind a good checksum: a defect of whoever wrote it, and no reason for another one here. */
  @Test
  void nonsense_isRefused() {
    requireRefused(body(2, 1, new long[] {1}, 1)); // Below the floor.
    requireRefused(body(0, 0, new long[] {}, 1));
    requireRefused(body(1, 2, new long[] {5, 5}, 1));
    requireRefused(body(1, 2, new long[] {6, 5}, 1));
    requireRefused(body(1, 2, new long[] {5}, 1)); // One is missing.
    requireRefused(body(1, 1, new long[] {5, 6}, 1)); // One too many.
    requireRefused(body(1, 1, new long[] {5}, 3)); // Of a kind that is not known.
  }

  private static Bytes body(long floor, int n, long[] sequences, int kind) {
    ByteWriter out = new ByteWriter().u64(1).u64(2).u64(floor).varint(n);
    for (long sequence : sequences) {
      out.u64(sequence).u64(9).u8(kind).u32(1).u64(1).u32(1);
    }
    return out.toBytes();
  }

  private static void requireRefused(Bytes body) {
    Bytes key = new ByteWriter().u64(5).toBytes();
    requireRefused(key, Envelope.seal(Space.REQUESTS, key, body));
  }

  private static void requireRefused(Bytes key, Bytes value) {
    assertThatThrownBy(() -> SessionCodec.read(new KvEntry(key, value)))
        .isInstanceOf(FormatException.class);
  }

  private static Bytes flipped(Bytes bytes, int bit) {
    byte[] damaged = bytes.toArray();
    damaged[bit / 8] ^= (byte) (1 << bit % 8);
    return Bytes.wrap(damaged);
  }

  private static SessionRecord session(RandomGenerator random, long id) {
    TreeMap<Long, Answer> answers = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      answers.put(
          10 + random.nextLong(1_000),
          random.nextBoolean()
              ? new Answer.Unmet(random.nextLong(), random.nextInt(1 << 16))
              : new Answer.Written(random.nextLong(), Samples.version(random.nextLong(1 << 20))));
    }
    return new SessionRecord(
        id,
        new HlcTimestamp(random.nextLong(1L << 62)),
        new HlcTimestamp(random.nextLong(1L << 62)),
        1 + random.nextInt(10),
        answers);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SessionCodecTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
