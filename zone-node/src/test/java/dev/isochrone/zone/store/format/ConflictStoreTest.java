package dev.isochrone.zone.store.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConflictStoreTest {
  private static final long MILLIS = 1_763_728_496_789L;
  private static final StoredKey LYON =
      StoredKey.row(
          7,
          new Slot(5_469),
          KeyTuple.encode(Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_996_944))));
  private static final ConflictRecord LOST =
      new ConflictRecord(
          LYON,
          new RowVersion(
              new Version(0, stamp(MILLIS, 42, 1)),
              /* tombstone= */ false,
              new RowVersion.WrittenBy(4, 5),
              RowVersion.CauseOf.WRITE,
              CausalContext.EMPTY.with(stamp(MILLIS - 5, 0, 2)),
              Bytes.wrap(HexFormat.of().parseHex("0101046e616d6506044c796f6e"))),
          new Version(0, stamp(MILLIS, 43, 2)),
          ConflictPolicy.LWW,
          5,
          ConflictRecord.State.WITHDRAWN);
  private static final StoredConflict STORED =
      new StoredConflict(LOST.id(), ConflictCodec.encode(LOST));

  @Test
  void theGoldenFile_isWrittenAndReadToTheByte() throws Exception {
    KvEntry entry = entry();

    assertThat(entry.key().toHex() + " " + entry.value().toHex()).isEqualTo(golden());
    assertThat(ConflictStore.verified(entry)).isEqualTo(STORED);
  }

  @Test
  void anyFlippedBit_isFound() {
    KvEntry good = entry();
    for (int bit = 0; bit < good.value().length() * 8; bit++) {
      byte[] value = good.value().toArray();
      value[bit / 8] ^= (byte) (1 << bit % 8);
      KvEntry damaged = new KvEntry(good.key(), Bytes.wrap(value));
      assertThatThrownBy(() -> ConflictStore.read(damaged)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aRecordUnderAnotherName_isFound_thoughItsOwnChecksumsAreRight() {
    ConflictId other = new ConflictId(LYON, stamp(MILLIS, 41, 1));
    KvChange.Put put = (KvChange.Put) ConflictStore.put(new StoredConflict(other, STORED.record()));

    assertThatThrownBy(() -> ConflictStore.verified(new KvEntry(put.key(), put.value())))
        .isInstanceOf(FormatException.class);
  }

  private static KvEntry entry() {
    KvChange.Put put = (KvChange.Put) ConflictStore.put(STORED);
    return new KvEntry(put.key(), put.value());
  }

  private static Stamp stamp(long millis, int logical, int origin) {
    return new Stamp(HlcTimestamp.of(millis, logical), new Origin(origin));
  }

  private static String golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ConflictStoreTest.class.getResourceAsStream("/golden/conflict-1.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
