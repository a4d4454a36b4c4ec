package dev.isochrone.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.GoldenFile;
import dev.isochrone.model.Origin;
import dev.isochrone.model.RandomValues;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.testing.ForSeeds;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
  private static final int CRC_AT = 2;

  @ForSeeds
  void records_comeBack(long seed) throws FormatException {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 10; i++) {
      StoredKey key = values.storedKey(List.of(KeyType.STRING, KeyType.INT64));
      RowVersion row = values.rowVersion(DocumentCodec.encode(values.document()));
      Bytes record = RecordCodec.encode(key, row);

      assertThat(RecordCodec.decode(key, record)).isEqualTo(row);
      assertThat(RecordCodec.isTombstone(record)).isEqualTo(row.tombstone());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"record.hex", "record-tombstone.hex"})
  void anyBitThatFlips_isDetected(String file) throws FormatException {
    StoredKey key = lyon();
    byte[] record = GoldenFile.named(file).content().toArray();
    for (int bit = 0; bit < record.length * 8; bit++) {
      record[bit / 8] ^= (byte) (1 << bit % 8);
      Bytes damaged = Bytes.copyOf(record);
      Problem expected = bit < 8 ? Problem.NEWER_FORMAT : Problem.CHECKSUM;

      assertProblem(key, damaged, expected);
      record[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aGoodRecord_underAnotherKey_isDetected() throws FormatException {
    Bytes record = GoldenFile.named("record.hex").content();
    byte[] key = lyon().bytes().toArray();
    for (int bit = 0; bit < key.length * 8; bit++) {
      key[bit / 8] ^= (byte) (1 << bit % 8);

      assertProblem(new StoredKey(Bytes.copyOf(key)), record, Problem.CHECKSUM);
      key[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aRecordCutShort_isDetected() throws FormatException {
    Bytes record = GoldenFile.named("record.hex").content();
    for (int length = 0; length < record.length(); length++) {
      Bytes cut = record.slice(0, length);

      assertThatThrownBy(() -> RecordCodec.decode(lyon(), cut)).isInstanceOf(FormatException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, NEWER_FORMAT", // Siblings.
    "1, 4, NEWER_FORMAT",
    "1, 1, MALFORMED", // A tombstone with a payload.
    "14, 128, MALFORMED", // An origin beyond 2^31.
    "6, 128, MALFORMED", // A time beyond 2^63.
    "18, 128, MALFORMED", // A home epoch beyond 2^31.
    "33, 1, NEWER_FORMAT", // A key id.
    "34, 0, NEWER_FORMAT", // Cause 0.
    "34, 7, NEWER_FORMAT",
    "35, 1, MALFORMED", // A plain write with a cause id.
    "36, 2, TRUNCATED" // Two context entries, for which there is no room.
  })
  void aRecord_withAGoodChecksum_thatBreaksARule_isRefused(int at, int value, Problem problem)
      throws FormatException {
    byte[] record = GoldenFile.named("record.hex").content().toArray();
    record[at] = (byte) value;

    assertProblem(lyon(), checksummed(lyon(), record), problem);
  }

  @Test
  void aRecord_longerThanTheLimit_isRefused() throws FormatException {
    byte[] record = new byte[RecordCodec.BYTES_MAX + 1];
    System.arraycopy(GoldenFile.named("record.hex").content().shared(), 0, record, 0, 50);

    assertProblem(lyon(), checksummed(lyon(), record), Problem.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02" + "00000002" + "0000000000000001" + "00000001" + "0000000000000001",
        "02" + "00000001" + "0000000000000001" + "00000001" + "0000000000000002",
        "01" + "00000000" + "0000000000000001",
        "02" + "00000001" + "0000000000000001",
        "01" + "00000001" + "8000000000000000"
      })
  void contexts_notAscending_orOutOfRange_areRefused(String hex) {
    ByteReader in = new ByteReader(Bytes.wrap(HexFormat.of().parseHex(hex)));

    assertThatThrownBy(() -> RecordCodec.context(in)).isInstanceOf(FormatException.class);
  }

  @Test
  void aContext_coversUpToATimePerOrigin() {
    CausalContext context =
        new CausalContext(new TreeMap<>(Map.of(new Origin(2), HlcTimestamp.of(5, 1))));

    assertThat(context.covers(new Stamp(HlcTimestamp.of(5, 1), new Origin(2)))).isTrue();
    assertThat(context.covers(new Stamp(HlcTimestamp.of(4, 9), new Origin(2)))).isTrue();
    assertThat(context.covers(new Stamp(HlcTimestamp.of(5, 2), new Origin(2)))).isFalse();
    assertThat(context.covers(new Stamp(HlcTimestamp.of(1, 0), new Origin(1)))).isFalse();
    assertThat(CausalContext.EMPTY.covers(new Stamp(HlcTimestamp.MIN, new Origin(1)))).isFalse();
  }

  @Test
  void aContext_ascends_whateverTheMapItIsMadeOf() {
    SortedMap<Origin, HlcTimestamp> descending = new TreeMap<>(Comparator.reverseOrder());
    descending.put(new Origin(1), HlcTimestamp.MIN);
    descending.put(new Origin(2), HlcTimestamp.MIN);

    assertThat(new CausalContext(descending).upTo().keySet())
        .containsExactly(new Origin(1), new Origin(2));
  }

  @Test
  void versions_thatBreakARule_areRefused() {
    RandomValues values = new RandomValues(1);
    Bytes payload = Bytes.copyOf(new byte[] {1, 0});

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RowVersion(
                    values.version(),
                    /* tombstone= */ true,
                    new RowVersion.WrittenBy(1, 1),
                    RowVersion.CauseOf.WRITE,
                    CausalContext.EMPTY,
                    payload));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowVersion.CauseOf(Cause.WRITE, payload));
    assertThatIllegalArgumentException().isThrownBy(() -> new RowVersion.WrittenBy(-1, 1));
  }

  /** The stored numbers, written down a second time: they stand in users' files. */
  @Test
  void causes_haveTheirNumbers() {
    assertThat(Cause.values()).extracting(Cause::number).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Cause.values())
        .allSatisfy(cause -> assertThat(Cause.numbered(cause.number())).contains(cause));
    assertThat(Cause.numbered(0)).isEmpty();
    assertThat(Cause.numbered(7)).isEmpty();
  }

  private static StoredKey lyon() throws FormatException {
    return StoredKey.read(GoldenFile.named("stored-key.hex").content());
  }

  private static Bytes checksummed(StoredKey key, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes().shared());
    crc.update(record, 0, CRC_AT);
    crc.update(record, CRC_AT + 4, record.length - CRC_AT - 4);
    ByteBuffer.wrap(record).putInt(CRC_AT, (int) crc.getValue());
    return Bytes.wrap(record);
  }

  private static void assertProblem(StoredKey key, Bytes record, Problem problem) {
    assertThatThrownBy(() -> RecordCodec.decode(key, record))
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }
}
