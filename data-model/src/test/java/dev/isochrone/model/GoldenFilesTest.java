package dev.isochrone.model;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Cause;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.ConflictPolicy;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Decoding gives the value, encoding gives the bytes, for a file in each form. */
class GoldenFilesTest {
  private static final long MILLIS = 1_763_728_496_789L;
  private static final UUID SOME_UUID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  /** By which a changed file shows; see the README beside the files before touching this. */
  private static final Map<String, String> SHA_256 =
      Map.ofEntries(
          entry(
              "causal-context.hex",
              "9948c089d620c87a3df494779699a13860a63b880fb8fa6baf2f7444a0110c6a"),
          entry(
              "change-batch-closed.hex",
              "9d94e023d28e4ee8776bc81b8c7b4ec290e0b54a7c1fe4ff0af6a86558f70926"),
          entry(
              "change-batch.hex",
              "a33e5677be83f4865fd5f5ea5db39486b49c4d81db26dc8085b7bc936d3fe5bb"),
          entry("change.hex", "346bd613ec4f3e99b7225848aee1367564391dd5e2d92a5d7fa5212ab2f89e19"),
          entry(
              "change-conflict.hex",
              "a67c157c9c4a20b61bd2144602a95bb34ab04c82c1afd9249be23a760b96e47a"),
          entry(
              "change-conflict-withdrawn.hex",
              "0d35a5a7fb62c5ccba11494dd0d836ce7436085e8efb98653d0871933ebc9cbf"),
          entry(
              "conflict-record.hex",
              "f62ab6f1b51a7a948c5296119e8dabc71c89382f699922fcac520bbca3ba4720"),
          entry(
              "record-siblings.hex",
              "63f927c7541073604b703cc5958d6ed4d677bfcf980432a2479e31218dd4f21b"),
          entry(
              "record-siblings-deleted.hex",
              "6585bff276910db0d36d254744d3a7b04f0d6d92b212d1b6bc7eaf0cb9b05c8b"),
          entry("document.hex", "ea676a9157874775631fe982f668fea5b11106a9e35f4a52689d94029b4efe59"),
          entry(
              "key-tuple.hex", "e83f39781a41757a3352a9240944e0d49962de57d1e2e236ad6f02e8827e7b9f"),
          entry(
              "record-tombstone.hex",
              "fcc65544ee245f00e97a2c165364f4e6b43b6c2f0825b7da385a52dbcdc6b159"),
          entry("record.hex", "e781469ee040c80a684c112c3ac747a7f7198cab4cb517b9aa62bcd0b78d876c"),
          entry(
              "resume-token.hex",
              "7c1bb92d8fb7fa68948caeea41aa6f2182d835d431b9d3b41a7c2fb68ce606e4"),
          entry(
              "resume-token-slot.hex",
              "a36cb8511d5db41c19398dec561178d62e132178ad2f6fbd8b827a4bca45a315"),
          entry("row-key.hex", "5c865caf1c4f18627a235c258a1fa31e2887e12332e93a4c598201b708636687"),
          entry(
              "stored-key-range.hex",
              "55bf3a9f65b0701dee1ce289649fe9cdd3e40f448ca106a9a209a7131c7e6f10"),
          entry(
              "stored-key.hex",
              "f6278aa277bb3705913dd2cba630f697be4bf672d0aaa565ed6c09e98069dc1a"));

  private static final StoredKey LYON =
      StoredKey.row(
          7,
          new Slot(5_469),
          KeyTuple.encode(Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_996_944))));
  private static final CausalContext CONTEXT =
      new CausalContext(
          new TreeMap<>(
              Map.of(
                  new Origin(1),
                  HlcTimestamp.of(MILLIS - 5, 0),
                  new Origin(258),
                  HlcTimestamp.MAX)));

  private static final RowVersion OLDER =
      new RowVersion(
          version(0, 42, 1),
          /* tombstone= */ false,
          new RowVersion.WrittenBy(4, 5),
          RowVersion.CauseOf.WRITE,
          CausalContext.EMPTY.with(new Stamp(HlcTimestamp.of(MILLIS - 5, 0), new Origin(2))),
          hex("0101046e616d6506044c796f6e"));
  private static final RowVersion YOUNGER =
      new RowVersion(
          version(0, 43, 2),
          /* tombstone= */ true,
          new RowVersion.WrittenBy(4, 6),
          RowVersion.CauseOf.WRITE,
          CausalContext.EMPTY.with(new Stamp(HlcTimestamp.of(MILLIS - 5, 0), new Origin(1))),
          Bytes.EMPTY);
  private static final ConflictRecord LOST =
      new ConflictRecord(
          LYON, OLDER, YOUNGER.version(), ConflictPolicy.LWW, 5, ConflictRecord.State.WITHDRAWN);

  @Test
  void files_areTheOnesThatWereCommitted() throws Exception {
    for (Map.Entry<String, String> file : SHA_256.entrySet()) {
      byte[] text = GoldenFile.named(file.getKey()).text().shared();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      assertThat(HexFormat.of().formatHex(digest))
          .as("%s was changed; golden files never are", file.getKey())
          .isEqualTo(file.getValue());
    }
    assertThat(SHA_256.keySet()).as("all files are listed").isEqualTo(filesThere());
  }

  @Test
  void keyTuple() throws Exception {
    Key key =
        Key.of(
            new KeyPart.Binary(hex("00ff7f")),
            new KeyPart.Text("Zürich\0"),
            new KeyPart.Text(""),
            new KeyPart.Int64(0),
            new KeyPart.Int64(1),
            new KeyPart.Int64(255),
            new KeyPart.Int64(256),
            new KeyPart.Int64(Long.MAX_VALUE),
            new KeyPart.Int64(-1),
            new KeyPart.Int64(-255),
            new KeyPart.Int64(-256),
            new KeyPart.Int64(Long.MIN_VALUE),
            new KeyPart.Bool(false),
            new KeyPart.Bool(true),
            new KeyPart.Uuid(SOME_UUID),
            new KeyPart.Timestamp(-1));
    Bytes golden = GoldenFile.named("key-tuple.hex").content();

    assertThat(KeyTuple.decode(golden)).isEqualTo(key);
    assertThat(KeyTuple.encode(key)).isEqualTo(golden);
  }

  @Test
  void resumeToken() throws Exception {
    ScanRange range =
        ScanRange.of(Key.of(new KeyPart.Text("FR")))
            .from(Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1_000)));
    ResumeToken token = new ResumeToken(7, range, LYON);
    Bytes golden = GoldenFile.named("resume-token.hex").content();

    assertThat(ResumeToken.decode(golden)).isEqualTo(token);
    assertThat(token.encode()).isEqualTo(golden);
  }

  @Test
  void resumeTokenAtASlot() throws Exception {
    ScanRange range = ScanRange.of(Key.of(new KeyPart.Text("FR")));
    ResumeToken token = new ResumeToken(7, range, new Slot(5_469));
    Bytes golden = GoldenFile.named("resume-token-slot.hex").content();

    assertThat(ResumeToken.decode(golden)).isEqualTo(token);
    assertThat(token.encode()).isEqualTo(golden);
  }

  @Test
  void storedKey() throws Exception {
    Bytes golden = GoldenFile.named("stored-key.hex").content();

    StoredKey read = StoredKey.read(golden);
    assertThat(read).isEqualTo(LYON);
    assertThat(read.tableId()).isEqualTo(7);
    assertThat(read.slot()).contains(new Slot(5_469));
    assertThat(KeyTuple.decode(read.tuple()).parts().get(1))
        .isEqualTo(new KeyPart.Int64(2_996_944));
    assertThat(LYON.bytes()).isEqualTo(golden);
  }

  @Test
  void storedKeyOfARangePartitionedTable() throws Exception {
    StoredKey read = StoredKey.read(GoldenFile.named("stored-key-range.hex").content());

    assertThat(read.tableId()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read.slot()).isEmpty();
    assertThat(KeyTuple.decode(read.tuple())).isEqualTo(Key.of(new KeyPart.Int64(-1)));
  }

  @Test
  void rowKey() throws Exception {
    RowKey key = new RowKey(LYON, version(3, 42, 2));
    Bytes golden = GoldenFile.named("row-key.hex").content();

    assertThat(RowKey.decode(golden)).isEqualTo(key);
    assertThat(key.encode()).isEqualTo(golden);
  }

  @Test
  void causalContext() throws Exception {
    Bytes golden = GoldenFile.named("causal-context.hex").content();
    ByteReader in = new ByteReader(golden);
    ByteWriter out = new ByteWriter();

    RecordCodec.context(out, CONTEXT);

    assertThat(RecordCodec.context(in)).isEqualTo(CONTEXT);
    assertThat(in.remaining()).isZero();
    assertThat(out.toBytes()).isEqualTo(golden);
  }

  @Test
  void document() throws Exception {
    SortedMap<String, Value> map = new TreeMap<>(Map.of("k", Value.Null.NULL));
    Document document =
        Document.of(
            Map.ofEntries(
                entry("bool", new Value.Bool(true)),
                entry("bytes", new Value.Binary(hex("00ff"))),
                entry("decimal", new Value.Decimal(new BigDecimal("-123.45"))),
                entry("double", new Value.Float64(-0.0)),
                entry("int", new Value.Int64(Long.MIN_VALUE)),
                entry("later", new Value.Unknown(16, hex("010203"))),
                entry("list", new Value.Listing(List.of(new Value.Int64(-2), new Value.Text("x")))),
                entry("map", new Value.Mapping(map)),
                entry("nan", new Value.Float64(Double.NaN)),
                entry("null", Value.Null.NULL),
                entry("string", new Value.Text("Lyón")),
                entry("time", new Value.Timestamp(1_763_728_496_789_012L)),
                entry("uuid", new Value.Uuid(SOME_UUID)),
                entry("\uffee", Value.Null.NULL),
                entry("\ud83c\udf0d", Value.Null.NULL)));
    Bytes golden = GoldenFile.named("document.hex").content();

    assertThat(DocumentCodec.decode(golden)).isEqualTo(document);
    assertThat(DocumentCodec.encode(document)).isEqualTo(golden);
  }

  @Test
  void record() throws Exception {
    Bytes golden = GoldenFile.named("record.hex").content();

    assertThat(RecordCodec.decode(LYON, golden)).isEqualTo(live());
    assertThat(RecordCodec.encode(LYON, live())).isEqualTo(golden);
    assertThat(RecordCodec.isTombstone(golden)).isFalse();
  }

  @Test
  void recordOfATombstone() throws Exception {
    RowVersion tombstone =
        new RowVersion(
            version(0, 43, 1),
            /* tombstone= */ true,
            new RowVersion.WrittenBy(1, Integer.MAX_VALUE),
            new RowVersion.CauseOf(Cause.TRANSACTION, hex("cafe")),
            CONTEXT,
            Bytes.EMPTY);
    Bytes golden = GoldenFile.named("record-tombstone.hex").content();

    assertThat(RecordCodec.decode(LYON, golden)).isEqualTo(tombstone);
    assertThat(RecordCodec.encode(LYON, tombstone)).isEqualTo(golden);
    assertThat(RecordCodec.isTombstone(golden)).isTrue();
  }

  @Test
  void recordOfSiblings() throws Exception {
    SiblingSet siblings = SiblingSet.of(List.of(YOUNGER, OLDER));
    Bytes golden = GoldenFile.named("record-siblings.hex").content();

    assertThat(SiblingCodec.decode(LYON, golden)).isEqualTo(siblings);
    assertThat(SiblingCodec.encode(LYON, siblings)).isEqualTo(golden);
    assertThat(SiblingCodec.verify(LYON, golden))
        .isEqualTo(new SiblingCodec.Verified(YOUNGER.version(), false));
    assertThat(RecordCodec.isTombstone(golden)).isFalse();
    assertThat(RecordCodec.isSiblings(golden)).isTrue();
  }

  @Test
  void recordOfSiblingsThatAreAllDeletions() throws Exception {
    RowVersion deletion =
        new RowVersion(
            version(0, 41, 3),
            /* tombstone= */ true,
            new RowVersion.WrittenBy(4, 5),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            Bytes.EMPTY);
    SiblingSet siblings = SiblingSet.of(List.of(deletion, YOUNGER));
    Bytes golden = GoldenFile.named("record-siblings-deleted.hex").content();

    assertThat(SiblingCodec.decode(LYON, golden)).isEqualTo(siblings);
    assertThat(SiblingCodec.encode(LYON, siblings)).isEqualTo(golden);
    assertThat(SiblingCodec.verify(LYON, golden).tombstone()).isTrue();
    assertThat(RecordCodec.isTombstone(golden)).isTrue();
  }

  @Test
  void conflictRecord() throws Exception {
    Bytes golden = GoldenFile.named("conflict-record.hex").content();

    assertThat(ConflictCodec.decode(LYON, golden)).isEqualTo(LOST);
    assertThat(ConflictCodec.encode(LOST)).isEqualTo(golden);
  }

  @Test
  void changesThatTellOfAConflict() throws Exception {
    Change told = Change.conflict(11, LOST);
    Change withdrawn = Change.withdrawn(12, LOST.id());

    requireForm("change-conflict.hex", told);
    requireForm("change-conflict-withdrawn.hex", withdrawn);
    assertThat(withdrawn.withdrawn()).isEqualTo(LOST.id());
    assertThat(told.subject())
        .isEqualTo(new Change.Subject(OLDER.version().stamp(), HlcTimestamp.of(MILLIS, 43)));
    assertThat(withdrawn.subject())
        .isEqualTo(new Change.Subject(OLDER.version().stamp(), HlcTimestamp.of(MILLIS, 42)));
  }

  private static void requireForm(String file, Change change) throws Exception {
    Bytes golden = GoldenFile.named(file).content();
    ByteReader in = new ByteReader(golden);
    ByteWriter out = new ByteWriter();

    ChangeBatchCodec.change(out, change);

    assertThat(ChangeBatchCodec.change(change.sequence(), in)).isEqualTo(change);
    assertThat(in.remaining()).isZero();
    assertThat(out.toBytes()).isEqualTo(golden);
  }

  @Test
  void change() throws Exception {
    Bytes golden = GoldenFile.named("change.hex").content();
    Bytes record = GoldenFile.named("record.hex").content();
    ByteReader in = new ByteReader(golden);
    ByteWriter out = new ByteWriter();

    Change change = new Change(11, LYON, record);
    ChangeBatchCodec.change(out, change);

    assertThat(ChangeBatchCodec.change(11, in)).isEqualTo(change);
    assertThat(in.remaining()).isZero();
    assertThat(out.toBytes()).isEqualTo(golden);
  }

  @Test
  void changeBatch() throws Exception {
    ChangeBatch batch =
        new ChangeBatch(
            new ChangeBatch.Source(new OriginPartition(new Origin(2), 1), 9, 4),
            new ChangeBatch.Interval(10, 15, 1, 2),
            /* endsInsideEntry= */ true,
            HlcTimestamp.of(MILLIS, 43),
            8,
            List.of(
                new Change(11, LYON, GoldenFile.named("record.hex").content()),
                new Change(15, LYON, GoldenFile.named("record-tombstone.hex").content())));
    Bytes golden = GoldenFile.named("change-batch.hex").content();

    assertThat(ChangeBatchCodec.decode(golden)).isEqualTo(batch);
    assertThat(ChangeBatchCodec.encode(batch)).isEqualTo(golden);
  }

  @Test
  void changeBatchOfAClosedTimestampAlone() throws Exception {
    ChangeBatch batch =
        new ChangeBatch(
            new ChangeBatch.Source(new OriginPartition(new Origin(1), 0), 0, 1),
            ChangeBatch.Interval.whole(0, 0),
            /* endsInsideEntry= */ false,
            HlcTimestamp.of(MILLIS, 0),
            0,
            List.of());
    Bytes golden = GoldenFile.named("change-batch-closed.hex").content();

    assertThat(ChangeBatchCodec.decode(golden)).isEqualTo(batch);
    assertThat(ChangeBatchCodec.encode(batch)).isEqualTo(golden);
  }

  private static RowVersion live() {
    return new RowVersion(
        version(3, 42, 2),
        /* tombstone= */ false,
        new RowVersion.WrittenBy(4, 5),
        RowVersion.CauseOf.WRITE,
        CausalContext.EMPTY,
        hex("0101046e616d6506044c796f6e"));
  }

  private static Version version(int homeEpoch, int logical, int origin) {
    return new Version(homeEpoch, new Stamp(HlcTimestamp.of(MILLIS, logical), new Origin(origin)));
  }

  private static Set<String> filesThere() throws IOException {
    Path folder = Path.of(System.getProperty("basedir", "."), "src/test/resources/golden");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".hex"))
          .forEach(names::add);
    }
    return names;
  }

  private static Bytes hex(String digits) {
    return Bytes.wrap(HexFormat.of().parseHex(digits));
  }
}
