package dev.isochrone.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.GoldenFile;
import dev.isochrone.model.Origin;
import dev.isochrone.model.RandomValues;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.testing.ForSeeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeBatchTest {
  @ForSeeds
  void batches_comeBack_andAreNoLongerThanTheySay(long seed) throws FormatException {
    RandomValues values = new RandomValues(seed);
    List<Change> changes = new ArrayList<>();
    long from = values.number(3) * 1_000_000L;
    long to = from;
    for (int n = values.number(4); n > 0; n--) {
      to += 1 + values.number(3);
      StoredKey key = values.storedKey(List.of(KeyType.BYTES));
      Bytes record = RecordCodec.encode(key, values.rowVersion(values.noise(values.number(300))));
      changes.add(new Change(to, key, record));
    }
    long missing = to - from - changes.size();
    long heldBack = missing / 2;
    ChangeBatch batch =
        batch(
            new ChangeBatch.Interval(from, to, heldBack, missing - heldBack),
            values.number(9),
            changes);
    Bytes bytes = ChangeBatchCodec.encode(batch);

    assertThat(ChangeBatchCodec.decode(bytes)).isEqualTo(batch);
    assertThat(bytes.length())
        .isLessThanOrEqualTo(
            ChangeBatchCodec.OVERHEAD_BYTES + changes.stream().mapToInt(Change::bytesMax).sum());
  }

  @Test
  void anyBitThatFlips_isDetectedByTheChecksum() {
    byte[] bytes = GoldenFile.named("change-batch.hex").content().toArray();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);

      assertProblem(Bytes.copyOf(bytes), Problem.CHECKSUM);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aBatchCutShort_isDetected() {
    Bytes batch = GoldenFile.named("change-batch.hex").content();
    for (int length = 0; length < batch.length(); length++) {
      assertProblem(batch.slice(0, length), length < 4 ? Problem.TRUNCATED : Problem.CHECKSUM);
    }
  }

  /** Byte, its new value, and what is wrong then; the checksum is made good. */
  @ParameterizedTest
  @CsvSource({
    "0, 2, NEWER_FORMAT",
    "1, 1, NEWER_FORMAT", // A key id.
    "5, 2, NEWER_FORMAT", // An unknown flag.
    "9, 0, MALFORMED", // Origin 0.
    "13, 4, MALFORMED", // Partition 4 of 4.
    "25, 0, MALFORMED", // No partitions.
    "33, 16, MALFORMED", // From beyond to.
    "41, 16, MALFORMED", // An interval of six, of which five are accounted for.
    "42, 128, MALFORMED", // A closed timestamp beyond 2^63.
    "50, 128, MALFORMED", // Settled beyond 2^63.
    "58, 127, MALFORMED", // Far more held back than there is.
    "74, 3, TRUNCATED", // Three changes, of which there are two.
    "82, 10, MALFORMED", // A sequence at from.
    "82, 15, MALFORMED", // A sequence twice.
    "83, 2, NEWER_FORMAT", // A change of kind 2.
    "84, 70, MALFORMED" // A change's body too long.
  })
  void aBatch_withAGoodChecksum_thatBreaksARule_isRefused(int at, int value, Problem problem) {
    byte[] bytes = GoldenFile.named("change-batch.hex").content().toArray();
    bytes[at] = (byte) value;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());

    assertProblem(Bytes.wrap(bytes), problem);
  }

  @Test
  void intervals_thatCantBe_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ChangeBatch.Interval.whole(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> ChangeBatch.Interval.whole(4, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeBatch.Interval(0, 3, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeBatch.Interval(0, 3, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeBatch.Interval(0, 3, 2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChangeBatch.Interval(0, 3, Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(new ChangeBatch.Interval(2, 7, 1, 2).present()).isEqualTo(2);
  }

  @Test
  void batches_thatAreNotWhole_orOutOfOrder_areRefused() {
    ChangeBatch.Interval two = ChangeBatch.Interval.whole(5, 7);

    assertThat(batch(two, 0, List.of(change(6), change(7))).changes()).hasSize(2);
    assertRefused(two, 0, List.of(change(6)));
    assertRefused(two, 0, List.of(change(7), change(6)));
    assertRefused(two, 0, List.of(change(6), change(6)));
    assertRefused(two, 0, List.of(change(5), change(6)));
    assertRefused(two, 0, List.of(change(7), change(8)));
    assertRefused(two, -1, List.of(change(6), change(7)));
    assertThatIllegalArgumentException().isThrownBy(() -> change(0));
  }

  @Test
  void sources_thatCantBe_areRefused() {
    OriginPartition second = new OriginPartition(new Origin(1), 1);

    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeBatch.Source(second, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeBatch.Source(second, -1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginPartition(new Origin(1), -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Origin(0));
  }

  private static void assertRefused(
      ChangeBatch.Interval interval, long settled, List<Change> changes) {
    assertThatIllegalArgumentException().isThrownBy(() -> batch(interval, settled, changes));
  }

  private static ChangeBatch batch(
      ChangeBatch.Interval interval, long settled, List<Change> changes) {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(new Origin(3), 1), 2, 2),
        interval,
        /* endsInsideEntry= */ false,
        HlcTimestamp.of(1_000, 5),
        settled,
        changes);
  }

  private static Change change(long sequence) {
    StoredKey key = new RandomValues(1).storedKey(List.of(KeyType.BOOL));
    return new Change(sequence, key, Bytes.EMPTY);
  }

  private static void assertProblem(Bytes bytes, Problem problem) {
    assertThatThrownBy(() -> ChangeBatchCodec.decode(bytes))
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }
}
