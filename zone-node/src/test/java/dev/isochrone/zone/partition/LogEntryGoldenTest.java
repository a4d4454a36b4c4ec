package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files stand for the logs of users: made from docs/formats.md by a program that shares nothing
 * with ours, read and written back byte for byte, and never edited, which the checksums hold.
 */
class LogEntryGoldenTest {
  private static final long MILLIS = 1_763_728_496_789L;
  private static final HlcTimestamp SESSION_TIME = HlcTimestamp.of(MILLIS - 1, 7);

  /** A file, its SHA-256, and what it says. */
  enum Golden {
    CLOSE("close", "101d7d497a85f51776af5c88971a86ffab6658ab00432cc4fe793c4e1b26bcc3") {
      @Override
      LogEntry entry() {
        return new LogEntry(at(42), at(42), List.of());
      }
    },
    WRITE("write", "39b8e06f1d1fb1341e8ca6e7e06cfdc4e47225bdf2d2463f374b2e98c6421d91") {
      @Override
      LogEntry entry() {
        Command.Write two = new Command.Write(List.of(put(Condition.None.NONE), delete()));
        Command.Write one = new Command.Write(List.of(put(Condition.Absent.ABSENT)));
        return new LogEntry(at(42), at(43), List.of(two, one));
      }
    },
    WRITE_SESSION(
        "write-session", "2bb7b7c2c0b8070fb082f3971198ea5bd8ea33e9d057da9e23dda1c8cb6cc89e") {
      @Override
      LogEntry entry() {
        SessionStep step = new SessionStep(0xF0E1_D2C3_B4A5_9687L, SESSION_TIME, 265, 263);
        Command.Write one = new Command.Write(Optional.of(step), List.of(put(Condition.None.NONE)));
        return new LogEntry(at(42), at(42), List.of(one));
      }
    },
    REMOTE("remote", "56413c8df62af18320c263b8153e6b1d9dcfa0448bd0d15d24ce047da02cb753") {
      @Override
      LogEntry entry() {
        return new LogEntry(at(51), at(51), List.of(new Command.Remote(batch())));
      }
    },
    PEER_ACKED("peer-acked", "08fe7983f653e995784743ab22a3c38d36d9aa7e8da8258e50c191be94fef1e4") {
      @Override
      LogEntry entry() {
        return new LogEntry(at(42), at(42), List.of(new Command.PeerAcked(new Origin(2), 77)));
      }
    },
    RULE("rule", "c3236994c98cc6cb908a630c9e43b6cdbaca69ff8f1e470c4311e0f2e588ff6e") {
      @Override
      LogEntry entry() {
        RuleInForce rule =
            new RuleInForce(7, 2, 3, TableLocality.REGIONAL_BY_TABLE, Partitioning.HASH, 5);
        return new LogEntry(at(42), at(42), List.of(new Command.Rule(rule)));
      }
    },
    RULE_VECTOR("rule-vector", "6e6f5519b29bdee1ab439186c61b420e0a3f309d8ba3d7d5d2a17944b9eaf623") {
      @Override
      LogEntry entry() {
        RuleInForce rule = RuleInForce.multiMaster(7, 2, 5, ConflictPolicy.VECTOR);
        return new LogEntry(at(42), at(42), List.of(new Command.Rule(rule)));
      }
    },
    INIT("init", "274a63b9f295f198a9c6e6b32b5bf83dc02784d1265efaa40eebb653e40f50a5") {
      @Override
      LogEntry entry() {
        PartitionIdentity identity =
            new PartitionIdentity(
                new OriginPartition(new Origin(1), 0),
                9,
                List.of(new SlotRange(0, 99), new SlotRange(200, 16_383)));
        Command.Init init = new Command.Init(identity, List.of(new Origin(2), new Origin(3)));
        return new LogEntry(at(1), at(1), List.of(init));
      }
    },
    PAUSE("pause", "ea1a2ad8e614c66c7edb0eadc0606333864e059321b5b3dea42988edf51bd931") {
      @Override
      LogEntry entry() {
        return new LogEntry(at(42), at(42), List.of(new Command.Pause(new Origin(2), true)));
      }
    };

    private final String name;
    private final String sha256;

    Golden(String name, String sha256) {
      this.name = name;
      this.sha256 = sha256;
    }

    abstract LogEntry entry();

    byte[] file() throws IOException {
      try (InputStream in =
          LogEntryGoldenTest.class.getResourceAsStream("/golden/log-entry-" + name + ".hex")) {
        assertThat(in).as("golden file of " + name).isNotNull();
        return in.readAllBytes();
      }
    }

    /** Hexadecimal; what stands after a {@code #} is a remark. */
    byte[] content() throws IOException {
      String hex =
          new String(file(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .collect(Collectors.joining());
      return HexFormat.of().parseHex(hex);
    }
  }

  @ParameterizedTest
  @EnumSource
  void golden_isRead_asWhatItSays(Golden golden) throws IOException, FormatException {
    assertThat(LogEntryCodec.decode(ByteBuffer.wrap(golden.content()))).isEqualTo(golden.entry());
  }

  @ParameterizedTest
  @EnumSource
  void golden_isWritten_byteForByte(Golden golden) throws IOException {
    assertThat(LogEntryCodecTest.bytes(golden.entry())).isEqualTo(golden.content());
  }

  @ParameterizedTest
  @EnumSource
  void golden_isNeverEdited(Golden golden) throws IOException, NoSuchAlgorithmException {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(golden.file());

    assertThat(HexFormat.of().formatHex(sum)).isEqualTo(golden.sha256);
  }

  /** Stores keep it; computed from docs/formats.md by a program that shares nothing with ours. */
  @Test
  void fingerprint_isWhatTheFormatSays_whateverRoutedTheWrite() {
    Command.Write write =
        new Command.Write(List.of(put(Condition.Absent.ABSENT), deleteBlindly(2)));
    Command.Write rerouted =
        new Command.Write(List.of(put(Condition.Absent.ABSENT), deleteBlindly(8)));

    assertThat(BodyFingerprint.of(write)).isEqualTo(0x6b2b73ed7c210c28L);
    assertThat(BodyFingerprint.of(rerouted)).isEqualTo(BodyFingerprint.of(write));
    assertThat(BodyFingerprint.of(new Command.Write(List.of(put(Condition.None.NONE)))))
        .isNotEqualTo(BodyFingerprint.of(new Command.Write(List.of(put(Condition.Absent.ABSENT)))));
  }

  /**
   * What the writer says to have seen is a part of what is asked for; nothing said adds nothing.
   */
  @Test
  void fingerprint_ofAWriteWithAContext_isItsOwn() {
    CausalContext seen = CausalContext.EMPTY.with(new Stamp(at(5), new Origin(2)));
    long blind = BodyFingerprint.of(new Command.Write(List.of(put(Condition.None.NONE))));

    assertThat(blind).isEqualTo(0x16b47503d289a85bL);
    assertThat(fingerprint(seen)).isEqualTo(0xe3d4d2f67510470eL).isNotEqualTo(blind);
    assertThat(fingerprint(CausalContext.EMPTY)).isNotIn(blind, fingerprint(seen));
    assertThat(fingerprint(seen.with(new Stamp(at(4), new Origin(3)))))
        .isNotIn(blind, fingerprint(seen));
  }

  private static long fingerprint(CausalContext seen) {
    Mutation blind = put(Condition.None.NONE);
    Mutation read =
        new Mutation(
            blind.key(),
            blind.document(),
            blind.condition(),
            blind.routedBy(),
            blind.writtenBy(),
            Optional.of(seen));
    return BodyFingerprint.of(new Command.Write(List.of(read)));
  }

  private static Mutation deleteBlindly(int ruleVersion) {
    return new Mutation(
        Entries.key(200),
        Optional.empty(),
        new Condition.IsVersion(version(41)),
        new Mutation.RoutedBy(ruleVersion, 3),
        new RowVersion.WrittenBy(4, ruleVersion),
        Optional.empty());
  }

  @Test
  void everyKindOfCommand_hasAGolden() {
    Set<Class<?>> covered =
        Stream.of(Golden.values())
            .flatMap(golden -> golden.entry().commands().stream())
            .map(Command::getClass)
            .collect(Collectors.toSet());

    assertThat(covered)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Command.class.getPermittedSubclasses()));
  }

  private static HlcTimestamp at(long logical) {
    return HlcTimestamp.of(MILLIS, logical);
  }

  private static Version version(long logical) {
    return new Version(3, new Stamp(at(logical), new Origin(2)));
  }

  private static Bytes lyon() {
    return Bytes.wrap(HexFormat.of().parseHex("0101046e616d6506044c796f6e"));
  }

  private static Mutation put(Condition condition) {
    return new Mutation(
        Entries.key(9),
        Optional.of(lyon()),
        condition,
        new Mutation.RoutedBy(2, 3),
        new RowVersion.WrittenBy(4, 5),
        Optional.empty());
  }

  private static Mutation delete() {
    CausalContext context = new CausalContext(new TreeMap<>(Map.of(new Origin(2), at(41))));
    return new Mutation(
        Entries.key(200),
        Optional.empty(),
        new Condition.IsVersion(version(41)),
        new Mutation.RoutedBy(2, 3),
        new RowVersion.WrittenBy(4, 5),
        Optional.of(context));
  }

  private static ChangeBatch batch() {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(new Origin(2), 1), 9, 4),
        new ChangeBatch.Interval(10, 15, 1, 2),
        false,
        at(50),
        8,
        List.of(
            change(11, 9, version(44), Optional.of(lyon())),
            change(15, 200, version(45), Optional.empty())));
  }

  private static Change change(long sequence, long id, Version version, Optional<Bytes> document) {
    StoredKey key = Entries.key(id);
    RowVersion row =
        new RowVersion(
            version,
            document.isEmpty(),
            new RowVersion.WrittenBy(4, 5),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            document.orElse(Bytes.EMPTY));
    return new Change(sequence, key, RecordCodec.encode(key, row));
  }
}
