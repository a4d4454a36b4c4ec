package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.testing.ForSeeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class LogEntryCodecTest {
  @ForSeeds(500)
  void roundTrip_givesTheSameEntry(long seed) throws FormatException {
    LogEntry entry = new AnyCommands(random(seed)).entry();

    assertThat(LogEntryCodec.decode(ByteBuffer.wrap(bytes(entry)))).isEqualTo(entry);
  }

  /**
   * There is one way to write an entry: whatever the decoder takes, it takes back to the same
   * bytes. So nothing is skipped, and nothing is read in two ways.
   */
  @ForSeeds(300)
  void damage_isRefused_orIsAnotherWholeEntry(long seed) {
    RandomGenerator random = random(seed);
    byte[] good = bytes(new AnyCommands(random).entry());

    for (int i = 0; i < 200; i++) {
      byte[] damaged = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      requireTotal(damaged);
    }
  }

  @ForSeeds(100)
  void truncation_isRefused_wherever(long seed) {
    byte[] good = bytes(new AnyCommands(random(seed)).entry());

    for (int length = 0; length < good.length; length++) {
      ByteBuffer truncated = ByteBuffer.wrap(good, 0, length);
      assertThatThrownBy(() -> LogEntryCodec.decode(truncated)).isInstanceOf(FormatException.class);
    }
  }

  @ForSeeds(300)
  void anyBytes_areRefused_orAreAnEntry(long seed) {
    RandomGenerator random = random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(120)];
      random.nextBytes(noise);
      requireTotal(noise);
      requireTotal(asOneCommand(noise, random.nextInt(7)));
    }
  }

  @Test
  void bytesBehindTheEnd_areRefused() {
    byte[] good = bytes(Entries.entry(10, Entries.write(Entries.put(1, 1))));

    assertThatThrownBy(
            () -> LogEntryCodec.decode(ByteBuffer.wrap(Arrays.copyOf(good, good.length + 1))))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void putWithoutADocument_isRefused() {
    Mutation empty =
        new Mutation(
            Entries.key(1),
            Optional.of(Bytes.EMPTY),
            Condition.None.NONE,
            new Mutation.RoutedBy(1, 1),
            new RowVersion.WrittenBy(1, 1),
            Optional.empty());

    assertThat(problem(bytes(Entries.entry(10, Entries.write(empty)))))
        .isEqualTo(FormatException.Problem.MALFORMED);
  }

  @Test
  void sequenceWithoutASession_isRefused() {
    byte[] entry = bytes(Entries.entry(10, Entries.write(Entries.put(1, 1))));
    int session = 24; // Behind the entry's header, the kind, and a length of one byte.

    for (int field = 1; field < 4; field++) {
      assertThat(problem(changed(entry, session + 8 * field + 7, 1)))
          .isEqualTo(FormatException.Problem.MALFORMED);
    }
  }

  @Test
  void newerForms_areNamedAsSuch() {
    byte[] entry = bytes(Entries.entry(10, new Command.PeerAcked(Entries.THERE, 1)));

    assertThat(problem(changed(entry, 0, 2))).isEqualTo(FormatException.Problem.NEWER_FORMAT);
    assertThat(problem(changed(entry, 20, 1))).isEqualTo(FormatException.Problem.NEWER_FORMAT);
    assertThat(problem(changed(entry, 22, 6))).isEqualTo(FormatException.Problem.NEWER_FORMAT);
  }

  @Test
  void stamp_changesTheTimes_andNothingElse() throws FormatException {
    LogEntry entry = Entries.entry(10, Entries.write(Entries.put(1, 1)), Entries.RULE);
    byte[] bytes = bytes(entry);

    LogEntryCodec.stamp(bytes, Entries.at(20), Entries.at(30));

    assertThat(LogEntryCodec.decode(ByteBuffer.wrap(bytes)))
        .isEqualTo(new LogEntry(Entries.at(20), Entries.at(30), entry.commands()));
  }

  @ForSeeds(50)
  void overhead_isNoMoreThanSaid(long seed) {
    LogEntry entry = new AnyCommands(random(seed)).entry();
    int commands = entry.commands().stream().mapToInt(c -> CommandCodec.encode(c).length()).sum();

    assertThat(bytes(entry).length - commands).isLessThanOrEqualTo(LogEntryCodec.OVERHEAD_BYTES);
  }

  static byte[] bytes(LogEntry entry) {
    List<Bytes> commands = entry.commands().stream().map(CommandCodec::encode).toList();
    byte[] bytes = LogEntryCodec.encode(commands);
    assertThat(Arrays.copyOfRange(bytes, 1, 17)).containsOnly(0); // Until the leader stamps it.
    LogEntryCodec.stamp(bytes, entry.at(), entry.closed());
    return bytes;
  }

  private static void requireTotal(byte[] bytes) {
    Optional<LogEntry> entry;
    try {
      entry = Optional.of(LogEntryCodec.decode(ByteBuffer.wrap(bytes)));
    } catch (FormatException refused) {
      entry = Optional.empty();
    }
    entry.ifPresent(read -> assertThat(bytes(read)).isEqualTo(bytes));
  }

  /** Behind a good header, where noise alone hardly ever gets. */
  private static byte[] asOneCommand(byte[] body, int kind) {
    return LogEntryCodec.encode(
        List.of(new ByteWriter().u8(kind).bytes(Bytes.copyOf(body)).toBytes()));
  }

  private static FormatException.Problem problem(byte[] bytes) {
    try {
      throw new AssertionError("taken: " + LogEntryCodec.decode(ByteBuffer.wrap(bytes)).at());
    } catch (FormatException refused) {
      return refused.problem();
    }
  }

  private static byte[] changed(byte[] bytes, int offset, int to) {
    byte[] changed = bytes.clone();
    changed[offset] = (byte) to;
    return changed;
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
