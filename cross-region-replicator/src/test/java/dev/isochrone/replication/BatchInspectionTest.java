package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Residency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class BatchInspectionTest {
  private static final Origin SENDING = new Origin(1);
  private static final long WALL_MILLIS = 10_000;
  private static final long OFFSET_MAX_MILLIS = 500;

  private static final Region US = new Region("us-east");

  private final BatchInspection inspection =
      new BatchInspection(
          ClockGuard.of(() -> WALL_MILLIS, Duration.ofMillis(OFFSET_MAX_MILLIS)),
          US,
          BatchInspectionTest::tableTwoIsEuropean);

  @Test
  void batch_thatIsWhole_passesAsItIs() {
    ChangeBatch batch = batch(changes(SENDING), closedAtMillis(WALL_MILLIS + OFFSET_MAX_MILLIS));

    assertThat(inspection.inspect(ChangeBatchCodec.encode(batch))).isEqualTo(Outcome.done(batch));
  }

  @Test
  void batch_withAnyByteDamaged_isRefused() {
    byte[] good = ChangeBatchCodec.encode(batch(changes(SENDING), HlcTimestamp.MIN)).toArray();

    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= 1;
      assertThat(inspection.inspect(Bytes.wrap(damaged))).isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void batch_withADamagedRecord_isRefused_thoughItsOwnChecksumIsRight() {
    Change good = changes(SENDING).get(0);
    byte[] record = good.record().toArray();
    record[record.length - 1] ^= 1;
    Change damaged = new Change(1, good.key(), Bytes.wrap(record));

    assertThat(refusal(batch(List.of(damaged), HlcTimestamp.MIN)).code())
        .isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void batch_withAChangeOfAnotherOrigin_isRefused() {
    assertThat(refusal(batch(changes(new Origin(2)), HlcTimestamp.MIN)).message())
        .isEqualTo("change 1 is of origin-2");
  }

  @Test
  void batch_thatPromisesTheFuture_isRefused_untilThen() {
    HlcTimestamp closed = closedAtMillis(WALL_MILLIS + OFFSET_MAX_MILLIS + 1);

    Refusal refusal = refusal(batch(changes(SENDING), closed));

    assertThat(refusal.code()).isEqualTo(RefusalCode.CLOCK_STALLED);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(OFFSET_MAX_MILLIS + 1));
  }

  @Test
  void batch_withAStampOfTheFuture_isRefused() {
    BatchInspection in1970 =
        new BatchInspection(ClockGuard.of(() -> -1, Duration.ZERO), US, Residency.ANYWHERE);

    assertThat(in1970.inspect(ChangeBatchCodec.encode(batch(changes(SENDING), HlcTimestamp.MIN))))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void batch_overTheLimit_isRefused_unread() {
    Bytes large = Bytes.wrap(new byte[LinkConfig.BATCH_BYTES_LIMIT + 1]);

    assertThat(inspection.inspect(large).<Object>fold(done -> done, Refusal::code))
        .isEqualTo(RefusalCode.TOO_LARGE);
  }

  @Test
  void batch_withARowThatMustNotBeHere_isRefused_namingTheDomain() {
    Change good = changes(SENDING).get(0);
    StoredKey key = StoredKey.row(2, new Slot(0), good.key().tuple());
    Change european = new Change(1, key, RecordCodec.encode(key, row(good)));

    Refusal refusal = refusal(batch(List.of(european), HlcTimestamp.MIN));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_RESIDENT);
    assertThat(refusal.message()).contains("domain eu,").contains("us-east");
  }

  private static RowVersion row(Change change) {
    try {
      return RecordCodec.decode(change.key(), change.record());
    } catch (FormatException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Residency.Ruling tableTwoIsEuropean(int table, Region region) {
    return table == 2
        ? new Residency.Ruling(Residency.Verdict.MUST_NOT_HOLD, Optional.of(new DomainName("eu")))
        : Residency.ANYWHERE.of(table, region);
  }

  private Refusal refusal(ChangeBatch batch) {
    return inspection
        .inspect(ChangeBatchCodec.encode(batch))
        .fold(
            passed -> {
              throw new AssertionError(passed);
            },
            refusal -> refusal);
  }

  private static List<Change> changes(Origin origin) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    ModelOutbox outbox = new ModelOutbox(origin);
    outbox.append(3, random);
    return outbox.upTo(3);
  }

  private static HlcTimestamp closedAtMillis(long millis) {
    return HlcTimestamp.of(millis, 0);
  }

  private static ChangeBatch batch(List<Change> changes, HlcTimestamp closed) {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(SENDING, 0), 1, 1),
        ChangeBatch.Interval.whole(0, changes.size()),
        false,
        closed,
        0,
        changes);
  }
}
