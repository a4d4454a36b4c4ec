package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.at;
import static dev.isochrone.zone.partition.Entries.change;
import static dev.isochrone.zone.partition.Entries.put;
import static dev.isochrone.zone.partition.Entries.version;
import static dev.isochrone.zone.partition.Entries.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.Change;
import dev.isochrone.testing.ForSeeds;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StamperTest {
  private long wall = 1_000;
  private HlcTimestamp appliedLast = HlcTimestamp.MIN;
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);
  private final Stamper stamper = new Stamper(clock, () -> appliedLast);

  @Test
  void entry_isStampedByTheWall_whereNothingIsAhead() {
    assertThat(stamped(write(put(1, 1))).at()).isEqualTo(at(1_000));
  }

  @Test
  void entry_closesUpToItsLastTick_oneForEachWrite() {
    LogEntry entry = stamped(write(put(1, 1)), new Command.PeerAcked(THERE, 1), write(put(2, 2)));

    assertThat(entry.closed()).isEqualTo(entry.at().next());
    assertThat(stamped().at()).isEqualTo(entry.closed().next());
  }

  @Test
  void close_takesATick() {
    LogEntry close = stamped();

    assertThat(close.closed()).isEqualTo(close.at());
    assertThat(stamped().at()).isEqualTo(close.at().next());
  }

  @Test
  void entry_isAboveWhatTheClockShowed_whoeverPushedIt() {
    clock.ratchet(at(5_000));

    assertThat(stamped().at()).isEqualTo(at(5_000).next());
  }

  @Test
  void entry_isAboveWhatWasApplied_ofAPredecessorWhoseClockWasAhead() {
    appliedLast = at(9_000);

    assertThat(stamped().at()).isEqualTo(at(9_000).next());
  }

  @Test
  void entry_isAboveTheOneBefore_thoughThatIsNotAppliedYet_andTheWallWentBack() {
    LogEntry first = stamped(write(put(1, 1)), write(put(2, 2)));
    wall = 10;

    assertThat(stamped().at()).isGreaterThan(first.end());
  }

  @Test
  void entry_isAboveAllThatAPeersBatchHolds_versionsAndClosedTime() {
    assertThat(
            stamped(
                    Entries.from(
                        THERE,
                        0,
                        2_000,
                        change(1, 1, version(7_000, THERE), 1),
                        change(2, 2, version(3_000, THERE), 1)))
                .at())
        .isEqualTo(at(7_000).next());

    assertThat(stamped(write(put(1, 1)), Entries.from(THERE, 2, 8_000)).at())
        .isEqualTo(at(8_000).next());
  }

  @ForSeeds(50)
  void damagedRecord_givesNoTime_andStopsNothing(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Change good = change(1, 1, version(4_000, THERE), 1);
    byte[] record = change(2, 2, version(9_000, THERE), 1).record().toArray();
    record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
    Bytes damaged = Bytes.wrap(record).slice(0, random.nextInt(record.length + 1));

    LogEntry entry =
        stamped(Entries.from(THERE, 0, 10, good, new Change(2, Entries.key(2), damaged)));

    assertThat(entry.at()).isEqualTo(at(4_000).next());
  }

  @ForSeeds(50)
  void entries_followEachOther_whateverTheyHold_andSayTheSameInBytes(long seed)
      throws FormatException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    HlcTimestamp end = HlcTimestamp.MIN;
    for (int i = 0; i < 40; i++) {
      wall += random.nextInt(-3, 4);
      appliedLast = random.nextBoolean() ? end : appliedLast;
      Batch batch = batch(commands(random));
      stamper.stamp(batch);

      LogEntry entry = batch.stamped();
      assertThat(entry.at()).isGreaterThan(end);
      assertThat(entry.closed()).isEqualTo(entry.end());
      assertThat(LogEntryCodec.decode(ByteBuffer.wrap(batch.entry()))).isEqualTo(entry);
      end = entry.end();
    }
    assertThat(clock.latest()).isEqualTo(end);
  }

  @Test
  void batch_neverAppended_hasNoTimes() {
    Batch batch = batch(List.of());

    assertThatThrownBy(batch::stamped).isInstanceOf(IllegalStateException.class);
  }

  private List<Command> commands(RandomGenerator random) {
    return Stream.<Command>generate(
            () ->
                random.nextBoolean()
                    ? write(put(random.nextInt(5), 1))
                    : Entries.from(
                        THERE,
                        0,
                        wall + random.nextInt(5),
                        change(1, 1, version(wall + random.nextInt(5), THERE), 1)))
        .limit(random.nextInt(4))
        .toList();
  }

  private LogEntry stamped(Command... commands) {
    Batch batch = batch(List.of(commands));
    stamper.stamp(batch);
    return batch.stamped();
  }

  private static Batch batch(List<Command> commands) {
    return new Batch(
        commands.stream()
            .map(
                command ->
                    new Batch.Pending(
                        command,
                        CommandCodec.encode(command),
                        /* limit= */ null,
                        new CompletableFuture<>()))
            .toList());
  }
}
