package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.HERE;
import static dev.isochrone.zone.partition.Entries.INIT;
import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.YONDER;
import static dev.isochrone.zone.partition.Entries.at;
import static dev.isochrone.zone.partition.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MultiMasterStateTest {
  private static final int LWW = 11;
  private static final int VECTOR = 12;
  private static final StoredKey LWW_ROW = Entries.key(LWW, 1);
  private static final StoredKey VECTOR_ROW = Entries.key(VECTOR, 1);
  private static final Stamp A10 = new Stamp(at(10), HERE);
  private static final Stamp B15 = new Stamp(at(15), THERE);
  private static final Stamp B5 = new Stamp(at(5), THERE);

  private final PartitionStore store = Stores.inMemory();
  private final PartitionState state = new PartitionState(store);
  private long index;

  @BeforeEach
  void begin() {
    apply(
        entry(
            1,
            INIT,
            Entries.RULE,
            new Command.Rule(RuleInForce.multiMaster(LWW, 1, 3, ConflictPolicy.LWW)),
            new Command.Rule(RuleInForce.multiMaster(VECTOR, 1, 1, ConflictPolicy.VECTOR))));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void lww_anOwnVersionDisplacedUnseen_isRecorded_owed_andAnnounced_inTheSameEntry()
      throws Exception {
    apply(entry(10, write(LWW_ROW, Optional.empty())));
    RowVersion mine = row(LWW_ROW).newest();

    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, LWW_ROW, B15, CausalContext.EMPTY))));

    ConflictRecord lost =
        new ConflictRecord(
            LWW_ROW,
            mine,
            new Version(0, B15),
            ConflictPolicy.LWW,
            3,
            ConflictRecord.State.RECORDED);
    assertThat(row(LWW_ROW).newest().version().stamp()).isEqualTo(B15);
    assertThat(conflict(A10)).contains(lost);
    assertThat(owed(1)).containsExactly(Change.conflict(2, lost));
    assertThat(state.ledger().time().announced().sequence()).isEqualTo(2);
    assertThat(state.ledger().time().announced().closed()).isEqualTo(at(20));
  }

  @Test
  void lww_anArrivalThatMakesNoChangeOfOurs_isNotAnnounced() {
    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, LWW_ROW, B15, CausalContext.EMPTY))));

    assertThat(state.ledger().time().announced().sequence()).isZero();
    assertThat(state.ledger().time().announced().closed()).isLessThan(at(20));
  }

  @Test
  void lww_anOrdinaryOverwriteThatArrivesLate_isNoConflict() throws Exception {
    apply(entry(10, write(LWW_ROW, Optional.empty())));

    apply(
        entry(
            20,
            Entries.from(THERE, 0, 15, arrival(1, LWW_ROW, B15, CausalContext.EMPTY.with(A10)))));

    assertThat(row(LWW_ROW).newest().version().stamp()).isEqualTo(B15);
    assertThat(store.conflicts().list(LWW, Optional.empty(), 9)).isEmpty();
  }

  @Test
  void lww_aForeignVersionThatIsDisplaced_leavesTheVerdictToItsRegion() {
    apply(entry(10, write(LWW_ROW, Optional.empty())));

    apply(entry(20, Entries.from(THERE, 0, 5, arrival(1, LWW_ROW, B5, CausalContext.EMPTY))));
    apply(entry(30, write(LWW_ROW, Optional.of(CausalContext.EMPTY.with(A10)))));

    assertThat(store.conflicts().list(LWW, Optional.empty(), 9)).isEmpty();
  }

  @Test
  void lww_anOwnWriteWithAContextThatLeavesTheRowOut_losesIt() {
    apply(entry(10, write(LWW_ROW, Optional.empty())));

    apply(entry(20, write(LWW_ROW, Optional.of(CausalContext.EMPTY))));

    assertThat(conflict(A10)).isPresent();
    assertThat(owed(1))
        .extracting(Change::kind)
        .containsExactly(Change.Kind.ROW, Change.Kind.CONFLICT);
  }

  @Test
  void lww_aVersionWhoseWriterHadReadTheLoser_withdrawsTheRecord() {
    apply(entry(10, write(LWW_ROW, Optional.empty())));
    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, LWW_ROW, B15, CausalContext.EMPTY))));
    Stamp reader = new Stamp(at(12), YONDER);

    apply(
        entry(
            30,
            Entries.from(
                YONDER, 0, 12, arrival(1, LWW_ROW, reader, CausalContext.EMPTY.with(A10)))));

    assertThat(conflict(A10).orElseThrow().state()).isEqualTo(ConflictRecord.State.WITHDRAWN);
    assertThat(owed(2)).containsExactly(Change.withdrawn(3, new ConflictId(LWW_ROW, A10)));
  }

  @Test
  void lww_aVersionWhoseWriterNamesALaterOne_leavesTheRecord() {
    apply(entry(10, write(LWW_ROW, Optional.empty())));
    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, LWW_ROW, B15, CausalContext.EMPTY))));
    Stamp reader = new Stamp(at(13), YONDER);
    CausalContext later = CausalContext.EMPTY.with(new Stamp(at(11), HERE));

    apply(entry(30, Entries.from(YONDER, 0, 13, arrival(1, LWW_ROW, reader, later))));

    assertThat(conflict(A10).orElseThrow().state()).isEqualTo(ConflictRecord.State.RECORDED);
  }

  @Test
  void anotherRegionsVerdict_isKept_andItsWithdrawalToo_inOneBatch() {
    ConflictRecord theirs =
        new ConflictRecord(
            LWW_ROW,
            version(B5, CausalContext.EMPTY),
            new Version(0, A10),
            ConflictPolicy.LWW,
            3,
            ConflictRecord.State.RECORDED);

    apply(entry(20, Entries.from(THERE, 0, 5, Change.conflict(1, theirs))));
    assertThat(conflict(B5)).contains(theirs);

    apply(entry(30, Entries.from(THERE, 1, 5, Change.withdrawn(2, theirs.id()))));
    assertThat(conflict(B5)).contains(theirs.in(ConflictRecord.State.WITHDRAWN));
    assertThat(state.ledger().outbox().last()).isZero();
  }

  @Test
  void changesThatNoHonestPeerSends_areRefused_withoutEffect() {
    ConflictRecord ofAnother =
        new ConflictRecord(
            LWW_ROW,
            version(B5, CausalContext.EMPTY),
            new Version(0, A10),
            ConflictPolicy.LWW,
            3,
            ConflictRecord.State.RECORDED);
    apply(entry(10, Entries.from(THERE, 0, 5, arrival(1, VECTOR_ROW, B5, CausalContext.EMPTY))));

    refuses(entry(20, Entries.from(YONDER, 0, 5, Change.conflict(1, ofAnother))));
    refuses(entry(21, Entries.from(YONDER, 0, 5, arrival(1, LWW_ROW, B15, CausalContext.EMPTY))));
    refuses(entry(22, Entries.from(THERE, 1, 5, Change.withdrawn(2, ofAnother.id()))));
    refuses(
        entry(
            23,
            Entries.from(
                THERE,
                1,
                5,
                arrival(2, VECTOR_ROW, B5, CausalContext.EMPTY.with(new Stamp(at(1), HERE))))));
    refuses(
        entry(
            24,
            Entries.from(
                THERE,
                1,
                5,
                new Change(
                    2,
                    Change.Kind.CONFLICT,
                    Entries.key(1),
                    Change.conflict(1, ofAnother).record()))));
    assertThat(store.conflicts().list(LWW, Optional.empty(), 9)).isEmpty();
    assertThat(state.ledger().maps().cursors().values())
        .extracting(Cursor::sequence)
        .containsExactly(1L);
  }

  @Test
  void changeOfARowOfAnotherPartition_isRefused() {
    PartitionStore half = Stores.inMemory();
    PartitionState other = new PartitionState(half);
    PartitionIdentity lower =
        new PartitionIdentity(new OriginPartition(HERE, 0), 1, List.of(new SlotRange(0, 99)));
    other.apply(
        new LogPosition(1, 0), entry(1, new Command.Init(lower, List.of(THERE)), Entries.RULE));

    Reply inside =
        other
            .apply(
                new LogPosition(1, 1),
                entry(
                    10,
                    Entries.from(THERE, 0, 5, Entries.change(1, 99, Entries.version(5, THERE), 1))))
            .get(0);
    Reply outside =
        other
            .apply(
                new LogPosition(1, 2),
                entry(
                    20,
                    Entries.from(
                        THERE, 1, 6, Entries.change(2, 100, Entries.version(6, THERE), 1))))
            .get(0);

    assertThat(inside).isInstanceOf(Reply.Received.class);
    assertThat(PartitionModel.Result.of(outside).refusal()).contains(RefusalCode.INVALID_REQUEST);
    assertThat(half.newest(Entries.key(100))).isEmpty();
    half.close();
  }

  @Test
  void vector_concurrentVersions_areBothTheRow_untilOneWriteSettlesThem() throws Exception {
    apply(entry(10, write(VECTOR_ROW, Optional.empty())));
    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, VECTOR_ROW, B15, CausalContext.EMPTY))));
    SiblingSet siblings = row(VECTOR_ROW);
    assertThat(siblings.versions().keySet()).containsExactly(A10, B15);
    assertThat(state.ledger().maps().counts())
        .containsExactly(Map.entry(new CountKey(VECTOR, THERE), 1L));

    assertThat(code(apply(entry(30, write(VECTOR_ROW, Optional.empty())))))
        .contains(RefusalCode.UNREAD);
    apply(entry(40, write(VECTOR_ROW, Optional.of(siblings.context()))));

    assertThat(row(VECTOR_ROW).versions().keySet()).containsExactly(new Stamp(at(40), HERE));
    assertThat(store.conflicts().list(VECTOR, Optional.empty(), 9)).isEmpty();
  }

  @Test
  void vector_aWriteBesideSiblings_shipsTheWholeRow() throws Exception {
    apply(entry(20, Entries.from(THERE, 0, 15, arrival(1, VECTOR_ROW, B15, CausalContext.EMPTY))));

    apply(entry(30, write(VECTOR_ROW, Optional.of(CausalContext.EMPTY))));

    Change owed = owed(0).get(0);
    assertThat(SiblingCodec.decode(VECTOR_ROW, owed.record())).isEqualTo(row(VECTOR_ROW));
    assertThat(row(VECTOR_ROW).versions()).hasSize(2);
  }

  @Test
  void vector_tooManyVersionsOfThisRegion_orTooLargeOnes_areRefused() {
    for (int i = 0; i < 16; i++) {
      assertThat(code(apply(entry(10 + i, write(VECTOR_ROW, Optional.of(CausalContext.EMPTY))))))
          .isEmpty();
    }
    assertThat(code(apply(entry(40, write(VECTOR_ROW, Optional.of(CausalContext.EMPTY))))))
        .contains(RefusalCode.UNREAD);
    Mutation large = Entries.putBytes(2, (1 << 20) / 3);
    Mutation tooLarge =
        new Mutation(
            Entries.key(VECTOR, 2),
            large.document(),
            Condition.None.NONE,
            new Mutation.RoutedBy(1, 0),
            large.writtenBy(),
            Optional.empty());
    assertThat(code(apply(entry(50, Entries.write(tooLarge))))).contains(RefusalCode.TOO_LARGE);
  }

  /** The proposer has looked before; but between its look and the log the leader may change. */
  @Test
  void write_withAContextOfALaterTime_isRefusedForNow() {
    CausalContext ahead = CausalContext.EMPTY.with(new Stamp(at(10), THERE));

    assertThat(code(apply(entry(10, write(LWW_ROW, Optional.of(ahead))))))
        .contains(RefusalCode.CLOCK_BEHIND);
    assertThat(code(apply(entry(11, write(LWW_ROW, Optional.of(ahead)))))).isEmpty();
  }

  @Test
  void rule_neverChangesItsPolicy() {
    apply(entry(10, new Command.Rule(RuleInForce.multiMaster(LWW, 2, 4, ConflictPolicy.VECTOR))));
    assertThat(ruleVersion()).isEqualTo(1);

    apply(entry(11, new Command.Rule(RuleInForce.multiMaster(LWW, 2, 4, ConflictPolicy.LWW))));
    assertThat(ruleVersion()).isEqualTo(2);
  }

  private int ruleVersion() {
    return Objects.requireNonNull(state.ledger().maps().rules().get(LWW)).ruleVersion();
  }

  private void refuses(LogEntry entry) {
    assertThat(code(apply(entry))).contains(RefusalCode.INVALID_REQUEST);
  }

  private Reply apply(LogEntry entry) {
    return state.apply(new LogPosition(1, index++), entry).get(0);
  }

  private static Optional<RefusalCode> code(Reply reply) {
    return PartitionModel.Result.of(reply).refusal();
  }

  private SiblingSet row(StoredKey key) throws Exception {
    StoredRow row = store.newest(key).orElseThrow();
    return SiblingCodec.decode(key, row.record());
  }

  private Optional<ConflictRecord> conflict(Stamp loser) {
    Optional<StoredConflict> found = store.conflicts().find(new ConflictId(LWW_ROW, loser));
    return found.map(
        one -> {
          try {
            return ConflictCodec.decode(LWW_ROW, one.record());
          } catch (FormatException damaged) {
            throw new AssertionError(damaged);
          }
        });
  }

  private List<Change> owed(long after) {
    return store.outbox(after, 1 << 20).changes();
  }

  private static Command.Write write(StoredKey key, Optional<CausalContext> context) {
    return Entries.write(
        new Mutation(
            key,
            Optional.of(Entries.document(1)),
            Condition.None.NONE,
            new Mutation.RoutedBy(1, 0),
            new RowVersion.WrittenBy(1, 1),
            context));
  }

  private static Change arrival(long sequence, StoredKey key, Stamp stamp, CausalContext context) {
    return new Change(sequence, key, RecordCodec.encode(key, version(stamp, context)));
  }

  private static RowVersion version(Stamp stamp, CausalContext context) {
    return new RowVersion(
        new Version(0, stamp),
        false,
        new RowVersion.WrittenBy(1, 1),
        RowVersion.CauseOf.WRITE,
        context,
        Entries.document(stamp.origin().number()));
  }
}
