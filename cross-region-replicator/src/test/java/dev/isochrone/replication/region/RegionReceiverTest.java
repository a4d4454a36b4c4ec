package dev.isochrone.replication.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.placement.Layout;
import dev.isochrone.replication.Inbox;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What {@code RegionSimulationTest} shows in the large, in steps that can be read. */
class RegionReceiverTest {
  private static final Refusal NO_LEADER = Refusal.of(RefusalCode.NO_LEADER, "an election");

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private final Layout layout = PartsTest.layout(2, random);
  private final ChangeBatch batch = PartsTest.batch(9, random);
  private final List<ChangeBatch> parts = Parts.of(batch, layout);
  private final RegionReceiver receiver = new RegionReceiver(layout);

  @Test
  void question_isAnsweredByAll_withTheLeastOfEach() {
    assertThat(receiver.on(new RegionEvent.Asked(1)))
        .containsExactly(
            new RegionEffect.Deliver(0, 1, Optional.empty()),
            new RegionEffect.Deliver(1, 1, Optional.empty()));
    assertThat(answered(1, 1, 30, 200)).isEmpty();
    assertThat(answered(0, 1, 20, 300)).containsExactly(settled(1, 20, 200));
  }

  @Test
  void batch_goesToEveryPartition_andTheNextOneOnlyWhereTheFirstWasAnswered() {
    assertThat(receiver.on(new RegionEvent.Came(1, batch)))
        .containsExactly(
            new RegionEffect.Deliver(0, 1, Optional.of(parts.get(0))),
            new RegionEffect.Deliver(1, 1, Optional.of(parts.get(1))));
    assertThat(receiver.on(new RegionEvent.Came(2, batch))).isEmpty();
    assertThat(answered(1, 1, 14, 70))
        .containsExactly(new RegionEffect.Deliver(1, 2, Optional.of(parts.get(1))));
    assertThat(answered(1, 2, 14, 70)).isEmpty();
    assertThat(answered(0, 1, 14, 60))
        .containsExactly(
            new RegionEffect.Deliver(0, 2, Optional.of(parts.get(0))), settled(1, 14, 60));
    assertThat(answered(0, 2, 14, 70)).containsExactly(settled(2, 14, 70));
  }

  @Test
  void refusal_endsEverything_andWhatComesLaterIsNotDelivered() {
    receiver.on(new RegionEvent.Came(1, batch));
    receiver.on(new RegionEvent.Came(2, batch));

    assertThat(receiver.on(new RegionEvent.Answered(1, 1, Outcome.refused(NO_LEADER))))
        .containsExactly(refused(1), refused(2));
    assertThat(answered(0, 1, 14, 70)).isEmpty();
    assertThat(receiver.on(new RegionEvent.Came(3, batch))).containsExactly(refused(3));
    assertThat(receiver.on(new RegionEvent.Asked(4))).containsExactly(refused(4));
  }

  /** What is on its way can't be called back; its answer is heard by nobody. */
  @Test
  void end_dropsWhatIsNotOnItsWay_andRefusesWhatIsOpen() {
    receiver.on(new RegionEvent.Came(1, batch));
    receiver.on(new RegionEvent.Came(2, batch));
    receiver.on(new RegionEvent.Came(3, batch));
    answered(1, 1, 14, 70);

    assertThat(receiver.on(new RegionEvent.Ended()))
        .extracting(RegionReceiverTest::settledRound)
        .containsExactly(1L, 2L, 3L);

    assertThat(answered(0, 1, 14, 70)).isEmpty();
    assertThat(answered(1, 2, 14, 70)).isEmpty();
    assertThat(receiver.on(new RegionEvent.Ended())).isEmpty();
    assertThat(receiver.on(new RegionEvent.Came(4, batch)))
        .extracting(RegionReceiverTest::settledRound)
        .containsExactly(4L);
  }

  @Test
  void end_afterARefusal_saysNothingMore() {
    receiver.on(new RegionEvent.Came(1, batch));
    receiver.on(new RegionEvent.Answered(1, 1, Outcome.refused(NO_LEADER)));

    assertThat(receiver.on(new RegionEvent.Ended())).isEmpty();
    assertThat(receiver.on(new RegionEvent.Came(2, batch))).containsExactly(refused(2));
  }

  private static long settledRound(RegionEffect effect) {
    RegionEffect.Settled settled = (RegionEffect.Settled) effect;
    assertThat(settled.outcome()).isInstanceOf(Outcome.Refused.class);
    return settled.round();
  }

  @Test
  void part_thatSomebodySplitForOtherPartitions_isRefused() {
    assertThat(parts.get(0).interval().elsewhere()).isPositive();

    assertThat(receiver.on(new RegionEvent.Came(1, parts.get(0))))
        .singleElement()
        .satisfies(
            effect ->
                assertThat(((RegionEffect.Settled) effect).outcome())
                    .isInstanceOf(Outcome.Refused.class));
  }

  @Test
  void answer_toWhatWasNotAsked_isABrokenInvariant() {
    receiver.on(new RegionEvent.Asked(1));

    assertThatThrownBy(() -> answered(0, 2, 1, 1)).isInstanceOf(IllegalStateException.class);
  }

  private List<RegionEffect> answered(int partition, long round, long cursor, long frontier) {
    return receiver.on(
        new RegionEvent.Answered(
            partition, round, Outcome.done(new Inbox.Applied(cursor, new HlcTimestamp(frontier)))));
  }

  private static RegionEffect settled(long round, long cursor, long frontier) {
    return new RegionEffect.Settled(
        round, Outcome.done(new Inbox.Applied(cursor, new HlcTimestamp(frontier))));
  }

  private static RegionEffect refused(long round) {
    return new RegionEffect.Settled(round, Outcome.refused(NO_LEADER));
  }
}
