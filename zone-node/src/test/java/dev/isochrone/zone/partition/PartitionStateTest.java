package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.HERE;
import static dev.isochrone.zone.partition.Entries.INIT;
import static dev.isochrone.zone.partition.Entries.RULE;
import static dev.isochrone.zone.partition.Entries.TABLE;
import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.YONDER;
import static dev.isochrone.zone.partition.Entries.at;
import static dev.isochrone.zone.partition.Entries.change;
import static dev.isochrone.zone.partition.Entries.delete;
import static dev.isochrone.zone.partition.Entries.entry;
import static dev.isochrone.zone.partition.Entries.key;
import static dev.isochrone.zone.partition.Entries.put;
import static dev.isochrone.zone.partition.Entries.putIf;
import static dev.isochrone.zone.partition.Entries.version;
import static dev.isochrone.zone.partition.Entries.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionStateTest {
  private final PartitionStore store = Stores.inMemory();
  private final PartitionState state = new PartitionState(store);
  private long index;

  @BeforeEach
  void begin() {
    apply(entry(1, INIT, RULE));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void write_takesEffect_underTheStampOfItsTick() {
    List<Reply> replies = apply(entry(10, write(put(1, 100)), write(put(2, 200))));

    assertThat(replies)
        .containsExactly(
            new Reply.Written(version(10, HERE)),
            new Reply.Written(new Version(1, new Stamp(at(10).next(), HERE))));
    assertThat(content(1)).contains(Entries.document(100));
    assertThat(content(2)).contains(Entries.document(200));
  }

  @Test
  void write_beforeInit_isRefused() {
    PartitionStore other = Stores.inMemory();
    PartitionState blank = new PartitionState(other);

    List<Reply> replies = blank.apply(new LogPosition(1, 0), entry(10, write(put(1, 1))));

    assertThat(codes(replies)).containsExactly(RefusalCode.NOT_READY);
    other.close();
  }

  @Test
  void rule_beforeInit_isRefused() {
    PartitionStore other = Stores.inMemory();
    PartitionState blank = new PartitionState(other);

    List<Reply> replies = blank.apply(new LogPosition(1, 0), entry(10, RULE));

    assertThat(codes(replies)).containsExactly(RefusalCode.NOT_READY);
    assertThat(blank.ledger().maps().rules()).isEmpty();
    other.close();
  }

  @Test
  void write_routedByAnotherRule_isRefused() {
    assertThat(codes(apply(entry(10, write(Entries.routedBy(1, 2, 1))))))
        .containsExactly(RefusalCode.RULE_CHANGED);
    assertThat(codes(apply(entry(11, write(Entries.routedBy(1, 1, 2))))))
        .containsExactly(RefusalCode.RULE_CHANGED);
    assertThat(content(1)).isEmpty();
  }

  @Test
  void write_withOneUnmetCondition_hasNoEffectAtAll() {
    apply(entry(10, write(put(1, 1))));

    List<Reply> replies = apply(entry(11, write(put(2, 2), putIf(1, 9, Condition.Absent.ABSENT))));

    assertThat(codes(replies)).containsExactly(RefusalCode.CONDITION_FAILED);
    assertThat(content(1)).contains(Entries.document(1));
    assertThat(content(2)).isEmpty();
    assertThat(state.ledger().outbox().last()).isEqualTo(1);
  }

  @Test
  void write_refused_keepsItsTick() {
    apply(entry(10, write(put(1, 1))));

    List<Reply> replies =
        apply(entry(11, write(putIf(1, 9, Condition.Absent.ABSENT)), write(put(2, 2))));

    assertThat(((Reply.Written) replies.get(1)).version().stamp().at()).isEqualTo(at(11).next());
  }

  @Test
  void condition_onTheNewestVersion_holdsForItAlone() {
    apply(entry(10, write(put(1, 1))));
    Condition first = new Condition.IsVersion(version(10, HERE));

    assertThat(apply(entry(11, write(putIf(1, 2, first)))))
        .containsExactly(new Reply.Written(version(11, HERE)));
    assertThat(codes(apply(entry(12, write(putIf(1, 3, first))))))
        .containsExactly(RefusalCode.CONDITION_FAILED);
  }

  @Test
  void delete_leavesATombstone_whichCountsAsAbsent() {
    apply(entry(10, write(put(1, 1))));
    apply(entry(11, write(delete(1))));

    assertThat(store.newest(key(1)))
        .hasValueSatisfying(row -> assertThat(RecordCodec.isTombstone(row.record())).isTrue());
    assertThat(state.ledger().maps().counts()).isEmpty();
    assertThat(apply(entry(12, write(putIf(1, 2, Condition.Absent.ABSENT)))))
        .containsExactly(new Reply.Written(version(12, HERE)));
  }

  @Test
  void entry_notAboveTheLogsTime_hasNoEffect() {
    apply(entry(10, write(put(1, 1))));

    List<Reply> replies = apply(entry(10, write(put(1, 2)), Entries.from(THERE, 0, 9)));

    assertThat(codes(replies))
        .containsExactly(RefusalCode.WROTE_TOO_LATE, RefusalCode.WROTE_TOO_LATE);
    assertThat(content(1)).contains(Entries.document(1));
    assertThat(state.ledger().maps().cursors()).isEmpty();
  }

  @Test
  void apply_ofAPositionThatWasApplied_throws() {
    LogPosition again = state.ledger().applied();

    assertThatThrownBy(() -> state.apply(again, entry(99)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void remote_above_takesEffectOnce_howeverOftenItComes() {
    Command.Remote batch =
        Entries.from(
            THERE, 0, 20, change(1, 1, version(5, THERE), 50), change(2, 2, version(6, THERE), 60));

    assertThat(apply(entry(30, batch)))
        .containsExactly(new Reply.Received(new Cursor(2, at(20), 1, 1, 0)));
    Ledger once = state.ledger();
    apply(entry(31, batch));

    assertThat(content(1)).contains(Entries.document(50));
    assertThat(state.ledger().maps()).isEqualTo(once.maps());
    assertThat(state.ledger().digest()).isEqualTo(once.digest());
  }

  @Test
  void remote_overlappingTheCursor_takesWhatIsNew() {
    apply(entry(30, Entries.from(THERE, 0, 20, change(1, 1, version(5, THERE), 50))));

    apply(
        entry(
            31,
            Entries.from(
                THERE,
                0,
                25,
                change(1, 1, version(5, THERE), 50),
                change(2, 1, version(7, THERE), 70))));

    assertThat(content(1)).contains(Entries.document(70));
    assertThat(cursor(THERE)).isEqualTo(new Cursor(2, at(25), 1, 1, 0));
  }

  @Test
  void remote_afterAGap_changesNothing() {
    assertThat(apply(entry(30, Entries.from(THERE, 1, 20, change(2, 1, version(5, THERE), 50)))))
        .containsExactly(new Reply.Received(Cursor.NONE));

    assertThat(content(1)).isEmpty();
    assertThat(state.ledger().maps().cursors()).isEmpty();
  }

  @Test
  void remote_olderThanTheRow_movesTheCursorAlone() {
    apply(entry(30, Entries.from(THERE, 0, 20, change(1, 1, version(9, THERE), 90))));

    apply(entry(31, Entries.from(YONDER, 0, 20, change(1, 1, version(8, YONDER), 80))));

    assertThat(content(1)).contains(Entries.document(90));
    assertThat(cursor(YONDER).sequence()).isEqualTo(1);
  }

  @Test
  void remote_ofATableWithoutARule_isHeldBackWhole() {
    PartitionStore other = Stores.inMemory();
    PartitionState unruled = new PartitionState(other);
    unruled.apply(new LogPosition(1, 0), entry(1, INIT));

    List<Reply> replies =
        unruled.apply(
            new LogPosition(1, 1),
            entry(30, Entries.from(THERE, 0, 20, change(1, 1, version(9, THERE), 90))));

    assertThat(codes(replies)).containsExactly(RefusalCode.NOT_READY);
    assertThat(unruled.ledger().maps().cursors()).isEmpty();
    other.close();
  }

  @Test
  void remote_isNeverPassedOn() {
    apply(entry(30, Entries.from(THERE, 0, 20, change(1, 1, version(9, THERE), 90))));

    assertThat(state.ledger().outbox().last()).isZero();
  }

  @Test
  void outbox_isTrimmed_toWhatAllPeersHave() {
    apply(entry(10, write(put(1, 1)), write(put(2, 2)), write(put(3, 3))));

    apply(entry(11, new Command.PeerAcked(THERE, 3)));
    assertThat(state.ledger().outbox().trimmed()).isZero();

    apply(entry(12, new Command.PeerAcked(YONDER, 2)));
    assertThat(state.ledger().outbox().trimmed()).isEqualTo(2);
    assertThat(store.outbox(2, 1 << 20).changes()).hasSize(1);
  }

  @Test
  void ack_ofAStranger_orBeyondTheLast_isNotBelieved() {
    apply(entry(10, write(put(1, 1))));

    apply(entry(11, new Command.PeerAcked(new Origin(9), 1)));
    apply(entry(12, new Command.PeerAcked(THERE, 100)));

    assertThat(state.ledger().maps().peers()).hasSize(2);
    assertThat(state.ledger().maps().peers())
        .containsEntry(THERE, new PeerMark(PeerMark.State.ACTIVE, 1));
  }

  @Test
  void pause_isKeptBesideAcknowledgements_holdsTheOutbox_andTellsNobodyAnything() {
    apply(entry(10, write(put(1, 1))));
    Announced before = state.ledger().time().announced();

    apply(entry(11, new Command.Pause(THERE, true), new Command.Pause(new Origin(9), true)));
    apply(entry(12, new Command.PeerAcked(YONDER, 1)));

    assertThat(state.ledger().maps().peers())
        .containsOnlyKeys(THERE, YONDER)
        .containsEntry(THERE, new PeerMark(PeerMark.State.ACTIVE, 0, true))
        .containsEntry(YONDER, new PeerMark(PeerMark.State.ACTIVE, 1, false));
    assertThat(state.ledger().outbox().trimmed()).isZero();
    assertThat(state.ledger().time().announced()).isEqualTo(before);

    apply(entry(13, new Command.PeerAcked(THERE, 1), new Command.Pause(THERE, false)));

    assertThat(state.ledger().maps().peers())
        .containsEntry(THERE, new PeerMark(PeerMark.State.ACTIVE, 1, false));
  }

  @Test
  void ack_ofAChangeOfItsOwnEntry_trimsItAfterItWasGiven() {
    apply(
        entry(
            10,
            write(put(1, 1)),
            write(put(2, 2)),
            new Command.PeerAcked(THERE, 2),
            new Command.PeerAcked(YONDER, 1)));

    assertThat(state.ledger().outbox()).isEqualTo(new Ledger.OutboxMarks(2, 1));
    assertThat(store.outbox(1, 1 << 20).changes()).hasSize(1);
  }

  @Test
  void closed_isAnnounced_byWritesAndByAnEmptyEntry_notByWhatPeersSaid() {
    apply(entry(10, write(put(1, 1))));
    assertThat(announced()).isEqualTo(new Announced(1, at(10)));

    apply(entry(20, Entries.from(THERE, 0, 15), new Command.PeerAcked(THERE, 1)));
    assertThat(announced()).isEqualTo(new Announced(1, at(10)));
    assertThat(state.ledger().time().closed()).isEqualTo(at(20));

    apply(entry(30));
    assertThat(announced()).isEqualTo(new Announced(1, at(30)));
  }

  @Test
  void counts_areOfLiveRows_byTheOriginOfTheirNewestVersion() {
    apply(entry(10, write(put(1, 1)), write(put(2, 2))));
    apply(entry(30, Entries.from(THERE, 0, 20, change(1, 3, version(9, THERE), 90))));
    apply(entry(31, write(put(1, 5)), write(delete(2))));

    assertThat(state.ledger().maps().counts())
        .containsOnly(
            Map.entry(new CountKey(TABLE, HERE), 1L), Map.entry(new CountKey(TABLE, THERE), 1L));
  }

  @Test
  void rule_isTakenOnce_andItsLocalityClassNeverChanges() {
    apply(entry(10, new Command.Rule(RuleInForce.multiMaster(TABLE, 2, 1, ConflictPolicy.LWW))));

    assertThat(state.ledger().maps().rules().get(TABLE)).isEqualTo(RULE.rule());
  }

  private List<Reply> apply(LogEntry entry) {
    return state.apply(new LogPosition(1, index++), entry);
  }

  private Announced announced() {
    return state.ledger().time().announced();
  }

  private Cursor cursor(Origin origin) {
    return state
        .ledger()
        .maps()
        .cursors()
        .getOrDefault(new OriginPartition(origin, 0), Cursor.NONE);
  }

  private Optional<Bytes> content(long id) {
    return store
        .newest(key(id))
        .map(
            row -> {
              try {
                return RecordCodec.decode(key(id), row.record()).payload();
              } catch (FormatException damaged) {
                throw new AssertionError(damaged);
              }
            });
  }

  private static List<RefusalCode> codes(List<Reply> replies) {
    return replies.stream().map(reply -> ((Reply.Refused) reply).refusal().code()).toList();
  }
}
