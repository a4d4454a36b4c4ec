package dev.isochrone.zone.partition;

import static dev.isochrone.zone.partition.Entries.IDENTITY;
import static dev.isochrone.zone.partition.Entries.INIT;
import static dev.isochrone.zone.partition.Entries.RULE;
import static dev.isochrone.zone.partition.Entries.THERE;
import static dev.isochrone.zone.partition.Entries.YONDER;
import static dev.isochrone.zone.partition.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private static final Command.Rule OTHER =
      new Command.Rule(
          new RuleInForce(8, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1));

  private final PartitionStore store = Stores.inMemory();
  private final PartitionState state = new PartitionState(store);
  private final Opening opening =
      new Opening(IDENTITY, List.of(THERE, YONDER), List.of(RULE.rule(), OTHER.rule()));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void newLog_isToSay_firstWhoItIs_thenItsRules() {
    assertThat(opening.missing(Ledger.EMPTY)).containsExactly(INIT, RULE, OTHER);
  }

  @Test
  void halfSaid_isToSay_theRest() {
    state.apply(new LogPosition(1, 0), entry(1, INIT));
    assertThat(opening.missing(state.ledger())).containsExactly(RULE, OTHER);

    state.apply(new LogPosition(1, 1), entry(2, OTHER));
    assertThat(opening.missing(state.ledger())).containsExactly(RULE);
  }

  @Test
  void whatIsMissing_onceSaid_isMissingNoMore() {
    List<Command> missing = opening.missing(state.ledger());

    state.apply(new LogPosition(1, 0), entry(1, missing.toArray(Command[]::new)));

    assertThat(opening.missing(state.ledger())).isEmpty();
  }

  @Test
  void logOfAnotherPartition_isNotOpened_bothAreNamed() {
    state.apply(new LogPosition(1, 0), entry(1, INIT));
    Opening other =
        new Opening(
            new PartitionIdentity(new OriginPartition(THERE, 3), 1, IDENTITY.slots()),
            List.of(),
            List.of());

    assertThatThrownBy(() -> other.requireSame(state.ledger()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("origin-1/0")
        .hasMessageContaining("origin-2/3");
    assertThatCode(() -> other.requireSame(Ledger.EMPTY)).doesNotThrowAnyException();
    assertThatCode(() -> opening.requireSame(state.ledger())).doesNotThrowAnyException();
  }

  /** Its changes would be owed to nobody, while time goes on being announced to all. */
  @Test
  void logThatBeganWithOtherPeersOrSlots_isNotOpened() {
    state.apply(new LogPosition(1, 0), entry(1, INIT));
    Opening another = new Opening(IDENTITY, List.of(THERE), List.of());
    Opening less =
        new Opening(
            new PartitionIdentity(IDENTITY.self(), 1, List.of(new SlotRange(0, 9))),
            List.of(THERE, YONDER),
            List.of());

    assertThatThrownBy(() -> another.requireSame(state.ledger())).hasMessageContaining("peers");
    assertThatThrownBy(() -> less.requireSame(state.ledger())).hasMessageContaining("last=9");
  }
}
