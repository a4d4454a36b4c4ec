package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Residency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a sender keeps back, and when it stands still rather than guess. */
class LinkSenderResidencyTest {
  private static final int FREE = 1;
  private static final int BOUND = 2;
  private static final int NEW = 3;
  private static final int DROPPED = 4;
  private static final Region PEER = new Region("us-east");

  private final Set<Integer> known = new HashSet<>(Set.of(FREE, BOUND));
  private final LinkSender sender =
      new LinkSender(
          new ChangeBatch.Source(new OriginPartition(new Origin(1), 0), 1, 1),
          new LinkSender.Boundary(PEER, this::ruling),
          LinkConfig.DEFAULT,
          0,
          0);

  private Residency.Ruling ruling(int table, Region region) {
    assertThat(region).isEqualTo(PEER);
    if (table == DROPPED) {
      return new Residency.Ruling(Residency.Verdict.DROPPED_TABLE, Optional.empty());
    } else if (!known.contains(table)) {
      return new Residency.Ruling(Residency.Verdict.UNKNOWN_TABLE, Optional.empty());
    }
    return table == BOUND
        ? new Residency.Ruling(Residency.Verdict.MUST_NOT_HOLD, Optional.of(new DomainName("eu")))
        : Residency.ANYWHERE.of(table, region);
  }

  @Test
  void rows_ofAnotherDomain_areInNoBatch_andTheIntervalStaysWhole() {
    stream(5);

    ChangeBatch batch = sent(read(FREE, BOUND, BOUND, FREE, BOUND));

    assertThat(batch.interval()).isEqualTo(new ChangeBatch.Interval(0, 5, 3, 0));
    assertThat(batch.changes()).extracting(Change::sequence).containsExactly(1L, 4L);
    assertThat(sender.heldBack()).isEqualTo(3);
  }

  @Test
  void batch_inWhichAllIsHeldBack_carriesTheTimeAllTheSame() {
    stream(2);

    ChangeBatch batch = sent(read(BOUND, BOUND));

    assertThat(batch.interval()).isEqualTo(new ChangeBatch.Interval(0, 2, 2, 0));
    assertThat(batch.closed()).isEqualTo(closed());
  }

  @Test
  void heldBack_whatIsSentAgain_isFilteredAgain_andNotCountedAgain() {
    stream(3);
    sent(read(BOUND, FREE, BOUND));

    sender.on(new SenderEvent.Resumed(1, 0));
    ChangeBatch again = sent(read(BOUND, FREE, BOUND));

    assertThat(again.interval()).isEqualTo(new ChangeBatch.Interval(0, 3, 2, 0));
    assertThat(sender.heldBack()).isEqualTo(2);
  }

  @Test
  void table_thatNobodyKnows_parksTheLink_sendsNeitherRowsNorTime_untilItIsKnown() {
    stream(2);

    assertThat(read(FREE, NEW))
        .containsExactly(new SenderEffect.Close(1, "the directory has no table 3"));
    assertThat(sender.hindrance())
        .contains(new LinkSender.Hindrance(true, "the directory has no table 3"));
    assertThat(sender.heldBack()).isZero();
    assertThat(sender.on(new SenderEvent.Grew(new Announced(2, closed().plus(5)), 0))).isEmpty();

    known.add(NEW);
    long retryNanos = LinkConfig.DEFAULT.retry().max().toNanos();
    assertThat(sender.on(new SenderEvent.Tick(retryNanos)))
        .containsExactly(new SenderEffect.Open(2));
    sender.on(new SenderEvent.Welcomed(2, 0, 4));
    assertThat(sender.hindrance()).as("until something was acknowledged").isPresent();
    assertThat(sent(read(FREE, NEW)).changes()).hasSize(2);
    sender.on(new SenderEvent.Acked(2, 2, closed().plus(5)));

    assertThat(sender.hindrance()).isEmpty();
  }

  @Test
  void rows_ofADroppedTable_areNotSent_andHoldNothingUp() {
    stream(3);

    ChangeBatch batch = sent(read(DROPPED, FREE, DROPPED));

    assertThat(batch.interval()).isEqualTo(new ChangeBatch.Interval(0, 3, 2, 0));
    assertThat(batch.changes()).extracting(Change::sequence).containsExactly(2L);
  }

  @Test
  void refusal_thatOnlyPeopleCanMend_isShownAsParked_andOtherTroubleIsNot() {
    stream(1);

    sender.on(new SenderEvent.Refused(1, Refusal.of(RefusalCode.NOT_RESIDENT, "the domain eu")));
    assertThat(sender.hindrance())
        .contains(new LinkSender.Hindrance(true, "refused: NOT_RESIDENT, the domain eu"));

    sender.on(new SenderEvent.Tick(LinkConfig.DEFAULT.retry().max().toNanos()));
    sender.on(new SenderEvent.Broken(2, "connection lost"));
    assertThat(sender.hindrance()).contains(new LinkSender.Hindrance(false, "connection lost"));
  }

  @Test
  void paused_beforeTimeBegins_opensNothing() {
    sender.on(new SenderEvent.Paused());

    assertThat(sender.on(new SenderEvent.Tick(Duration.ofHours(1).toNanos()))).isEmpty();
    assertThat(sender.on(new SenderEvent.Unpaused())).containsExactly(new SenderEffect.Open(1));
  }

  private static HlcTimestamp closed() {
    return new HlcTimestamp(50);
  }

  /** Opens the first stream, with so many changes to send. */
  private void stream(int changes) {
    sender.on(new SenderEvent.Grew(new Announced(changes, closed()), 0));
    sender.on(new SenderEvent.Tick(0));
    assertThat(sender.on(new SenderEvent.Welcomed(1, 0, 4)))
        .containsExactly(new SenderEffect.Read(0, LinkConfig.DEFAULT.batchBytesMax()));
  }

  private List<SenderEffect> read(int... tables) {
    List<Change> changes = new ArrayList<>();
    for (int table : tables) {
      StoredKey key = StoredKey.row(table, new Slot(0), Bytes.wrap(new byte[] {0x14}));
      changes.add(new Change(changes.size() + 1, key, Bytes.EMPTY));
    }
    return sender.on(
        new SenderEvent.Read(new OutboxSlice(0, changes.size(), false, closed(), changes)));
  }

  private static ChangeBatch sent(List<SenderEffect> effects) {
    assertThat(effects).hasSize(1);
    return ((SenderEffect.Send) effects.get(0)).batch();
  }
}
