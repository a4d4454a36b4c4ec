package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.TwoRegions.ASIA;
import static dev.isochrone.zone.TwoRegions.CITIES;
import static dev.isochrone.zone.TwoRegions.EU;
import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.NOTES;
import static dev.isochrone.zone.gateway.GatewayFixture.VISITS;
import static dev.isochrone.zone.gateway.GatewayFixture.closedIn;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static dev.isochrone.zone.gateway.GatewayFixture.routedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictQuestion;
import dev.isochrone.wire.conflict.ConflictsQuestion;
import dev.isochrone.zone.scan.Scan;
import dev.isochrone.zone.scan.Scans;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that every region writes, at the gateway of one. */
@Timeout(60)
class GatewayMultiMasterTest {
  private static final String NOTE = "FR/1";
  private static final Document THEIRS = Document.of(Map.of("name", new Value.Text("Delhi")));

  private GatewayFixture node;

  @BeforeEach
  void open() throws Exception {
    node = GatewayFixture.open();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void put_isTakenByTheRegionThatIsAsked_underNoEpoch_andReadBack() {
    AnswerHeader written = put(NOTES, RowWrite.put(key(NOTE), CITY));

    ReadAnswer read = done(read(NOTES, NOTE, Optional.empty()));

    assertThat(written.home()).isEqualTo(new AnswerHeader.HomeOf(EU, 0));
    assertThat(read.document()).contains(CITY);
    assertThat(read.siblings()).isEmpty();
    assertThat(read.context()).isPresent();
    assertThat(read.header().version()).isEqualTo(written.version()).isPresent();
    assertThat(read.header().home()).isEqualTo(new AnswerHeader.HomeOf(EU, 0));
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void rowThatWasNeverWritten_hasNoContext_andADeletedOneHas() {
    assertThat(done(read(NOTES, NOTE, Optional.empty())).context()).isEmpty();
    put(NOTES, RowWrite.put(key(NOTE), CITY));
    put(NOTES, RowWrite.delete(key(NOTE)));

    ReadAnswer deleted = done(read(NOTES, NOTE, Optional.empty()));

    assertThat(deleted.isFound()).isFalse();
    assertThat(deleted.context()).isPresent();
  }

  @Test
  void strongAndLeasedReads_areRefused_asNoRegionSpeaksForAll() {
    for (Consistency level : List.of(Consistency.STRONG, Consistency.LEASED)) {
      assertThat(refusal(read(NOTES, NOTE, Optional.of(level))).code())
          .isEqualTo(RefusalCode.NO_SINGLE_HOME);
    }
  }

  @Test
  void readAtNoSaidConsistency_isConfirmedByAMajorityOfThisRegion() {
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(refusal(read(NOTES, NOTE, Optional.empty())).code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
  }

  @Test
  void requests_whereAnotherNodeLeads_goToItInThisRegion() {
    node.group.leads = false;

    done(read(NOTES, NOTE, Optional.empty()));
    put(NOTES, RowWrite.put(key(NOTE), CITY));

    Onward.Target here = new Onward.Target(EU, 0);
    assertThat(node.onward.sent).containsExactly(here, here);
  }

  @Test
  void anotherTruth_isRefused_andTheSameOneTaken() {
    assertThat(refusal(node.gateway.write(request(routedBy(truth(2)), put(NOTE)), LIMIT)).code())
        .isEqualTo(RefusalCode.RULE_CHANGED);
    done(node.gateway.write(request(routedBy(truth(1)), put(NOTE)), LIMIT));
  }

  @Test
  void siblings_areReadWithOneContext_andSettledByAWriteThatGivesItBack() throws Exception {
    Version ours = put(NOTES, put(NOTE)).version().orElseThrow();
    Version theirs = arrives(NOTE, THEIRS);

    ReadAnswer read = done(read(NOTES, NOTE, Optional.empty()));
    Refusal blind = refusal(node.gateway.write(request(header(), put(NOTE)), LIMIT));
    put(NOTES, put(NOTE).having(read.context().orElseThrow()));
    ReadAnswer settled = done(read(NOTES, NOTE, Optional.empty()));

    assertThat(read.siblings())
        .containsExactly(
            new Sibling(theirs, Optional.of(THEIRS)), new Sibling(ours, Optional.of(CITY)));
    assertThat(read.document()).isEmpty();
    assertThat(read.header().version()).contains(ours);
    assertThat(blind.code()).isEqualTo(RefusalCode.UNREAD);
    assertThat(settled.document()).contains(CITY);
    assertThat(settled.siblings()).isEmpty();
  }

  @Test
  void siblings_areThereForAFollowersReaders_andForScans() throws Exception {
    put(NOTES, put(NOTE));
    arrives(NOTE, THEIRS);
    put(NOTES, put("FR/2"));

    assertThat(done(read(NOTES, NOTE, Optional.of(Consistency.EVENTUAL))).documents())
        .containsExactly(THEIRS, CITY);
    ScanPage<PackedRow> page = scanned(scan(Optional.of(Consistency.EVENTUAL)));
    assertThat(page.rows()).hasSize(2);
    PackedRow several = page.rows().get(0);
    assertThat(several.document()).isEqualTo(Bytes.EMPTY);
    assertThat(several.siblings())
        .extracting(PackedRow.PackedSibling::document)
        .containsExactly(
            Optional.of(DocumentCodec.encode(THEIRS)), Optional.of(DocumentCodec.encode(CITY)));
    assertThat(page.rows().get(1).siblings()).isEmpty();
    assertThat(page.rows().get(1).document()).isEqualTo(DocumentCodec.encode(CITY));
  }

  @Test
  void scans_areStrongWithinTheRegion_andInNoOtherWay() {
    assertThat(refusedScan(scan(Optional.of(Consistency.STRONG))))
        .isEqualTo(RefusalCode.NO_SINGLE_HOME);
    node.group.confirmation = Confirmation.NOT_CONFIRMED;
    assertThat(refusedScan(scan(Optional.empty()))).isEqualTo(RefusalCode.NOT_CONFIRMED);
    assertThat(refusedScan(scan(Optional.of(Consistency.REGION_STRONG))))
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
    assertThat(scanned(scan(Optional.of(Consistency.EVENTUAL))).rows()).isEmpty();
  }

  @Test
  void contextOfAnotherRow_orDamaged_orOfATableWithHomes_isRefused() {
    put(NOTES, put(NOTE));
    ContextToken token = done(read(NOTES, NOTE, Optional.empty())).context().orElseThrow();
    byte[] damaged = token.bytes().toArray();
    damaged[7] ^= 1;

    assertInvalid(NOTES, put("FR/2").having(token));
    assertInvalid(NOTES, put(NOTE).having(new ContextToken(Bytes.wrap(damaged))));
    assertInvalid(CITIES, RowWrite.put(key(LYON), CITY).having(token));
  }

  @Test
  void condition_isJudgedOnThisRegionsCopy() {
    put(NOTES, put(NOTE).onlyIf(Condition.Absent.ABSENT));

    Refusal exists =
        refusal(
            node.gateway.write(
                request(header(), put(NOTE).onlyIf(Condition.Absent.ABSENT)), LIMIT));

    assertThat(exists.code()).isEqualTo(RefusalCode.CONDITION_FAILED);
    assertThat(exists.current().orElseThrow().document()).contains(CITY);
  }

  @Test
  void batch_ofOnePartitionKey_isOneWrite_eachRowWithItsOwnContext() {
    put(NOTES, put(NOTE));
    ContextToken token = done(read(NOTES, NOTE, Optional.empty())).context().orElseThrow();

    AnswerHeader written = put(NOTES, put(NOTE).having(token), put("FR/2"));
    Refusal apart = refusal(node.gateway.write(request(header(), put(NOTE), put("BE/1")), LIMIT));
    Refusal mistaken =
        refusal(
            node.gateway.write(request(header(), put("FR/3"), put("FR/2").having(token)), LIMIT));

    for (String key : List.of(NOTE, "FR/2")) {
      assertThat(done(read(NOTES, key, Optional.empty())).header().version())
          .isEqualTo(written.version());
    }
    assertThat(apart.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(mistaken.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(mistaken.message()).startsWith("row[1]");
  }

  @Test
  void staleness_isThatOfTheRegionLongestUnheardOf() {
    assertThat(done(read(NOTES, NOTE, Optional.empty())).header().staleness()).isEmpty();
    node.replica.receive(closedIn(new Origin(2), node.wall - 50)).join();
    put(NOTES, put(NOTE));
    node.wall += 200;

    assertThat(done(read(NOTES, NOTE, Optional.empty())).header().staleness())
        .contains(Duration.ofMillis(250));
    node.replica.receive(closedIn(new Origin(2), node.wall + 100)).join();
    node.wall += 150;
    assertThat(done(read(NOTES, NOTE, Optional.empty())).header().staleness())
        .contains(Duration.ofMillis(50));
    assertThat(done(read(NOTES, NOTE, Optional.of(Consistency.EVENTUAL))).header().staleness())
        .contains(Duration.ofMillis(150)); // Of this region itself, which nobody has confirmed.
  }

  @Test
  void lastWriteWins_whereThatIsThePolicy_andTheRowIsOneDocument() throws Exception {
    put(VISITS, RowWrite.put(key("1"), CITY));
    node.wall += 10;
    StoredKey row = node.gateway.where(VISITS, key("1")).orThrow().key();
    arrives(row, THEIRS, node.wall);

    ReadAnswer read = done(read(VISITS, "1", Optional.empty()));

    assertThat(read.document()).contains(THEIRS);
    assertThat(read.siblings()).isEmpty();
    assertThat(read.context()).isPresent();
  }

  @Test
  void lossOfThisRegion_isListed_andShown() throws Exception {
    Version lost = put(VISITS, RowWrite.put(key("1"), CITY)).version().orElseThrow();
    node.wall += 10;
    StoredKey row = node.gateway.where(VISITS, key("1")).orThrow().key();
    Version winner = arrives(row, THEIRS, node.wall);
    ConflictView view =
        ConflictView.of(
            node.here(),
            node.gateway,
            node.clock(),
            partition -> partition == 0 ? Optional.of(node.replica) : Optional.empty());

    List<Conflict> listed =
        view.list(new ConflictsQuestion(header(), VISITS, Bytes.EMPTY, 0)).orThrow().conflicts();

    assertThat(listed).hasSize(1);
    Conflict conflict = listed.get(0);
    assertThat(conflict.loser()).isEqualTo(new Conflict.Writing(lost, Optional.of(EU)));
    assertThat(conflict.winner()).isEqualTo(new Conflict.Writing(winner, Optional.of(ASIA)));
    assertThat(conflict.document()).contains(CITY);
    assertThat(
            view.show(new ConflictQuestion(header(), VISITS, conflict.id())).orThrow().conflict())
        .contains(conflict);
    assertThat(
            view.list(new ConflictsQuestion(header(), NOTES, Bytes.EMPTY, 0)).orThrow().conflicts())
        .isEmpty();
  }

  private static RequestHeader.RoutedBy truth(int rule) {
    return new RequestHeader.RoutedBy(rule, 0);
  }

  private static KeyForm key(String text) {
    return new KeyForm.Text(text);
  }

  private static RowWrite put(String key) {
    return RowWrite.put(key(key), CITY);
  }

  private static WriteRequest request(RequestHeader header, RowWrite... rows) {
    return new WriteRequest(header, NOTES, List.of(rows));
  }

  private AnswerHeader put(TableName table, RowWrite... rows) {
    return done(node.gateway.write(new WriteRequest(header(), table, List.of(rows)), LIMIT))
        .header();
  }

  private CompletableFuture<Outcome<ReadAnswer>> read(
      TableName table, String key, Optional<Consistency> level) {
    return node.gateway.read(new ReadRequest(header(), table, key(key), level), LIMIT);
  }

  private void assertInvalid(TableName table, RowWrite row) {
    Refusal refusal =
        refusal(node.gateway.write(new WriteRequest(header(), table, List.of(row)), LIMIT));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(refusal.message()).startsWith("causal_context");
  }

  /** A version that the other region wrote a little before, and nobody here had seen. */
  private Version arrives(String note, Document document) throws Exception {
    StoredKey row = node.gateway.where(NOTES, key(note)).orThrow().key();
    return arrives(row, document, node.wall - 10);
  }

  private Version arrives(StoredKey row, Document document, long millis) throws Exception {
    Version version = new Version(0, new Stamp(HlcTimestamp.of(millis, 0), new Origin(2)));
    RowVersion theirs =
        new RowVersion(
            version,
            false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            DocumentCodec.encode(document));
    ChangeBatch batch =
        new ChangeBatch(
            new ChangeBatch.Source(new OriginPartition(new Origin(2), 0), 1, 1),
            ChangeBatch.Interval.whole(0, 1),
            false,
            HlcTimestamp.of(millis, 0),
            0,
            List.of(new Change(1, row, RecordCodec.encode(row, theirs))));
    done(node.replica.receive(batch));
    return version;
  }

  private static ScanRequest scan(Optional<Consistency> level) {
    return new ScanRequest(
        header(),
        NOTES,
        ScanRange.of(Key.of(new KeyPart.Text("FR"))),
        level,
        ScanRequest.Amount.ALL,
        Optional.empty());
  }

  private ScanPage<PackedRow> scanned(ScanRequest request) {
    try (Scans scans = node.scans();
        Scan scan = scans.open(request, end -> {}).join().orThrow()) {
      return scan.next().orThrow();
    } catch (RefusedException refused) {
      throw new AssertionError(refused.refusal().message());
    }
  }

  private RefusalCode refusedScan(ScanRequest request) {
    try (Scans scans = node.scans()) {
      return scans
          .open(request, end -> {})
          .join()
          .fold(
              opened -> {
                throw new AssertionError("opened");
              },
              Refusal::code);
    }
  }
}
