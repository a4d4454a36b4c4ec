package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.VISITS;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Placement;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import dev.isochrone.wire.conflict.ConflictQuestion;
import dev.isochrone.wire.conflict.ConflictsQuestion;
import dev.isochrone.zone.TwoRegions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node tells of versions that lost. */
class ConflictViewTest {
  private static final Version WINNER = version(2_000, 2);

  private final TreeMap<ConflictId, ConflictRecord> log = new TreeMap<>();
  private GatewayFixture node;
  private TableSpec visits;
  private boolean held = true;
  private ConflictView view;

  @BeforeEach
  void open() throws IOException {
    node = GatewayFixture.open();
    visits = node.gateway.directory().table(VISITS).orElseThrow();
    view =
        new ConflictView(
            node.here(),
            node.gateway,
            node.clock(),
            partition -> partition == 0 && held ? Optional.of(new Log()) : Optional.empty());
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void record_isToldWithWhatWasLost_andByWhom() throws RefusedException {
    ConflictRecord record = record(7, version(1_000, 1), ConflictRecord.State.RECORDED);

    Conflict told = list(Bytes.EMPTY, 0).conflicts().get(0);

    assertThat(told.key()).isEqualTo(Key.of(new KeyPart.Int64(7)));
    assertThat(told.document()).contains(CITY);
    assertThat(told.loser())
        .isEqualTo(new Conflict.Writing(version(1_000, 1), Optional.of(TwoRegions.EU)));
    assertThat(told.winner()).isEqualTo(new Conflict.Writing(WINNER, Optional.of(TwoRegions.ASIA)));
    assertThat(told.policy()).isEqualTo(new Conflict.Policy(ConflictPolicy.LWW, 1));
    assertThat(told.withdrawn()).isFalse();
    assertThat(view.show(new ConflictQuestion(header(), VISITS, told.id())).orThrow().conflict())
        .contains(told);
    log.put(record.id(), record.in(ConflictRecord.State.WITHDRAWN));
    assertThat(list(Bytes.EMPTY, 0).conflicts().get(0).withdrawn()).isTrue();
  }

  @Test
  void regionOfAnOriginThatNobodyKnows_isLeftOut() throws RefusedException {
    record(7, version(1_000, 9), ConflictRecord.State.RECORDED);

    assertThat(list(Bytes.EMPTY, 0).conflicts().get(0).loser().region()).isEmpty();
  }

  @Test
  void pages_giveEachRecordOnce_inTheirOrder() throws RefusedException {
    for (int i = 0; i < 10; i++) {
      record(i % 4, version(1_000 + i, 1), ConflictRecord.State.RECORDED);
    }

    List<Conflict> told = new ArrayList<>();
    ConflictPage page = list(Bytes.EMPTY, 3);
    while (!page.next().isEmpty()) {
      assertThat(page.conflicts()).hasSize(3);
      told.addAll(page.conflicts());
      page = list(page.next(), 3);
    }
    told.addAll(page.conflicts());

    assertThat(told.stream().map(it -> it.loser().version().stamp()))
        .containsExactlyElementsOf(log.keySet().stream().map(ConflictId::loser).toList());
  }

  @Test
  void page_endsWhereItsRecordsAreLarge_andAListOfManyIsReadInParts() throws RefusedException {
    Document large = Document.of(Map.of("b", new Value.Binary(Bytes.wrap(new byte[900_000]))));
    for (int i = 0; i < 5; i++) {
      record(i, version(1_000 + i, 1), large);
    }
    assertThat(list(Bytes.EMPTY, 0).conflicts()).hasSize(2);
    log.clear();
    for (int i = 0; i < 300; i++) {
      record(i, version(1_000 + i, 1), ConflictRecord.State.RECORDED);
    }

    ConflictPage first = list(Bytes.EMPTY, 0);

    assertThat(first.conflicts()).hasSize(256);
    assertThat(list(first.next(), 0).conflicts()).hasSize(44);
    assertThat(list(first.next(), 0).next()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void nodeWithoutAReplica_namesOneThatHasIt() {
    held = false;

    Refusal refusal = refusal(view.list(new ConflictsQuestion(header(), VISITS, Bytes.EMPTY, 0)));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(refusal.endpoint()).isPresent();
  }

  @Test
  void tokensAndNames_thatAreNone_orOfAnotherTable_areRefused() throws RefusedException {
    record(1, version(1_000, 1), ConflictRecord.State.RECORDED);
    record(2, version(1_000, 1), ConflictRecord.State.RECORDED);
    ConflictPage page = list(Bytes.EMPTY, 1);
    Bytes id = page.conflicts().get(0).id();
    Bytes nonsense = Bytes.wrap(new byte[] {1, 2, 3});

    assertThat(code(view.list(new ConflictsQuestion(header(), VISITS, nonsense, 0))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(code(view.list(new ConflictsQuestion(header(), TwoRegions.CITIES, page.next(), 0))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(code(view.show(new ConflictQuestion(header(), VISITS, nonsense))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(code(view.show(new ConflictQuestion(header(), TwoRegions.CITIES, id))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    log.clear();
    assertThat(view.show(new ConflictQuestion(header(), VISITS, id)).orThrow().conflict())
        .isEmpty();
  }

  private ConflictPage list(Bytes from, int max) throws RefusedException {
    return view.list(new ConflictsQuestion(header(), VISITS, from, max)).orThrow();
  }

  private ConflictRecord record(long id, Version loser, ConflictRecord.State state) {
    ConflictRecord record = record(id, loser, CITY).in(state);
    log.put(record.id(), record);
    return record;
  }

  private ConflictRecord record(long id, Version loser, Document document) {
    StoredKey key;
    Bytes city;
    try {
      Key row = Key.of(new KeyPart.Int64(id));
      key = Placement.place(node.gateway.directory(), visits, row, TwoRegions.EU).orThrow().key();
      city = DocumentCodec.encode(document);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
    ConflictRecord record =
        new ConflictRecord(
            key,
            new RowVersion(
                loser,
                false,
                new RowVersion.WrittenBy(1, 1),
                RowVersion.CauseOf.WRITE,
                CausalContext.EMPTY,
                city),
            WINNER,
            ConflictPolicy.LWW,
            1,
            ConflictRecord.State.RECORDED);
    log.put(record.id(), record);
    return record;
  }

  private static Version version(long millis, int origin) {
    return new Version(0, new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin)));
  }

  private static RefusalCode code(Outcome<?> outcome) {
    return refusal(outcome).code();
  }

  private static Refusal refusal(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).refusal();
  }

  /** The only replica's records. */
  private final class Log implements ConflictView.Records {
    @Override
    public Outcome<List<ConflictRecord>> list(int tableId, Optional<ConflictId> after, int max) {
      return Outcome.done(
          log.values().stream()
              .filter(record -> record.key().tableId() == tableId)
              .filter(record -> after.isEmpty() || record.id().compareTo(after.get()) > 0)
              .limit(max)
              .toList());
    }

    @Override
    public Outcome<Optional<ConflictRecord>> find(ConflictId id) {
      return Outcome.done(Optional.ofNullable(log.get(id)));
    }
  }
}
