package dev.isochrone.zone.store.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxCodecTest {
  private static final StoredKey KEY = Samples.key(3);
  private static final OutboxRecord LAST =
      Samples.change(0x0102, KEY, Samples.row(KEY, Samples.version(0x55), 3), true);

  @Test
  void theGoldenFile_isWrittenAndReadToTheByte() throws Exception {
    KvEntry entry = entry(LAST);

    assertThat(entry.key().toHex() + " " + entry.value().toHex()).isEqualTo(golden());
    assertThat(OutboxCodec.read(entry)).isEqualTo(LAST);
  }

  @Test
  void aChangeInsideItsEntry_staysOne() throws Exception {
    OutboxRecord inside = Samples.change(1, KEY, Samples.row(KEY, Samples.version(9), 0), false);

    assertThat(OutboxCodec.read(entry(inside))).isEqualTo(inside);
  }

  @Test
  void anyFlippedBit_isFound() {
    KvEntry good = entry(LAST);
    for (int bit = 0; bit < good.value().length() * 8; bit++) {
      byte[] value = good.value().toArray();
      value[bit / 8] ^= (byte) (1 << bit % 8);
      KvEntry damaged = new KvEntry(good.key(), Bytes.wrap(value));
      assertThatThrownBy(() -> OutboxCodec.read(damaged)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aGoodValueUnderAnotherSequence_isFound() {
    KvEntry moved = new KvEntry(OutboxCodec.key(0x0103), entry(LAST).value());

    assertThatThrownBy(() -> OutboxCodec.read(moved)).isInstanceOf(FormatException.class);
  }

  private static KvEntry entry(OutboxRecord record) {
    if (OutboxCodec.put(record) instanceof KvChange.Put put) {
      return new KvEntry(put.key(), put.value());
    }
    throw new AssertionError("not a put");
  }

  private static String golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            OutboxCodecTest.class.getResourceAsStream("/golden/outbox-record-1.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
