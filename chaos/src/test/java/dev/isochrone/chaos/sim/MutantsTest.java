package dev.isochrone.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.chaos.sim.ground.Scenario;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulator is worth what it finds. */
class MutantsTest {
  /** Bugs, each put in the place of what is right at one port. */
  enum Mutant implements Ports {
    /** The receiver's cursor passes a change that was never applied. */
    SKIPPED_CURSOR {
      @Override
      public PartitionPort partitions(PartitionPort right, Territory region) {
        return (partition, origin, part) ->
            right.deliver(
                partition,
                origin,
                part.map(batch -> batch.changes().size() > 2 ? withoutTheFirst(batch) : batch));
      }
    },

    /** The receiver acknowledges what it was sent, before its log has it. */
    ACK_BEFORE_APPLY {
      @Override
      public PartitionPort partitions(PartitionPort right, Territory region) {
        return (partition, origin, part) -> {
          CompletableFuture<Outcome<Inbox.Applied>> applied =
              right.deliver(partition, origin, part);
          return part.map(
                  batch ->
                      CompletableFuture.completedFuture(
                          Outcome.done(new Inbox.Applied(batch.interval().to(), batch.closed()))))
              .orElse(applied);
        };
      }
    },

    /** A stream begins again with what was applied before, and that is taken for news. */
    UNFILTERED_RESEND {
      @Override
      public PartitionPort partitions(PartitionPort right, Territory region) {
        return (partition, origin, part) ->
            right
                .deliver(partition, origin, Optional.empty())
                .thenCompose(
                    standing ->
                        standing instanceof Outcome.Done<Inbox.Applied> done
                            ? resent(right, partition, origin, part, done.value())
                            : CompletableFuture.completedFuture(standing));
      }
    },

    /** A writer who has read nothing claims to have seen everything. */
    BLIND_CONTEXT {
      @Override
      public Optional<CausalContext> seen(Operation.Wish wish, Journal journal) {
        CausalContext all = wish.context().orElse(CausalContext.EMPTY);
        for (RowVersion version : journal.versions(wish.keys().get(0))) {
          all = all.with(version.version().stamp());
        }
        return Optional.of(all);
      }
    },

    /** Of two that meet, each region prefers its own. */
    WRONG_TIE_BREAK {
      @Override
      public PartitionPort partitions(PartitionPort right, Territory region) {
        return (partition, origin, part) ->
            right.deliver(
                partition,
                origin,
                part.map(
                    batch ->
                        region
                            .partitions()
                            .get(partition)
                            .leader()
                            .map(seat -> withoutRivals(batch, seat))
                            .orElse(batch)));
      }
    },

    /** A batch that ends early promises the time of what it left out. */
    PROMISED_TOO_MUCH {
      @Override
      public OutboxSlice outbox(OutboxSlice right) {
        return new OutboxSlice(
            right.from(),
            right.to(),
            right.endsInsideEntry(),
            right.closed().plus(AHEAD_TICKS),
            right.changes());
      }
    },

    /** A sender takes every region for one of the domain. */
    UNASKED_RESIDENCY {
      @Override
      public Residency asked(Residency right) {
        return Residency.ANYWHERE;
      }
    },

    /** The outbox leaves out its first change of several, and counts on. */
    SKIPPED_CHANGE {
      @Override
      public OutboxSlice outbox(OutboxSlice right) {
        if (right.changes().size() < 3) {
          return right;
        }
        List<Change> changes = new ArrayList<>(right.changes());
        Change twice = changes.get(1);
        changes.set(0, new Change(twice.sequence() - 1, twice.kind(), twice.key(), twice.record()));
        return new OutboxSlice(
            right.from(), right.to(), right.endsInsideEntry(), right.closed(), changes);
      }
    };

    /** A fifth of a second. */
    private static final long AHEAD_TICKS = 200L << 16;
  }

  private static CompletableFuture<Outcome<Inbox.Applied>> resent(
      PartitionPort right,
      int partition,
      OriginPartition origin,
      Optional<ChangeBatch> part,
      Inbox.Applied standing) {
    return part.isPresent()
        ? right.deliver(partition, origin, Optional.of(renumbered(part.get(), standing.cursor())))
        : CompletableFuture.completedFuture(
            Outcome.done(
                new Inbox.Applied(Math.max(0, standing.cursor() - 1), standing.frontier())));
  }

  private static final Logger LOG = LoggerFactory.getLogger(MutantsTest.class);
  private static final int SEEDS = 200;

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void mutant_isFound_withinItsSeeds(Mutant mutant) {
    OptionalLong found =
        LongStream.rangeClosed(1, SEEDS).filter(seed -> isFound(mutant, seed)).findFirst();

    LOG.info("{} is found by seed {}", mutant, found);
    assertThat(found).as("the first seed that fails").isPresent();
  }

  private static boolean isFound(Mutant mutant, long seed) {
    try {
      Run unused = Run.play(Scenario.of(seed), seed, mutant);
      return false;
    } catch (AssertionError found) {
      LOG.debug("{}", found.getMessage(), found);
      return true;
    }
  }

  private static ChangeBatch withoutTheFirst(ChangeBatch batch) {
    ChangeBatch.Interval all = batch.interval();
    return with(
        batch,
        new ChangeBatch.Interval(all.from(), all.to(), all.heldBack() + 1, all.elsewhere()),
        batch.changes().subList(1, batch.changes().size()));
  }

  private static ChangeBatch withoutRivals(ChangeBatch batch, Seat seat) {
    List<Change> others =
        batch.changes().stream()
            .filter(
                change ->
                    Tables.isHomed(change.key().tableId())
                        || seat.replica()
                            .store()
                            .newest(change.key())
                            .filter(row -> isOwn(row, seat))
                            .isEmpty())
            .toList();
    ChangeBatch.Interval all = batch.interval();
    long left = (long) batch.changes().size() - others.size();
    return with(
        batch,
        new ChangeBatch.Interval(all.from(), all.to(), all.heldBack() + left, all.elsewhere()),
        others);
  }

  private static boolean isOwn(StoredRow row, Seat seat) {
    return row.version().stamp().origin().equals(seat.quorum().self().origin());
  }

  private static ChangeBatch renumbered(ChangeBatch batch, long cursor) {
    long shift = cursor - batch.interval().from();
    if (shift <= 0 || batch.interval().heldBack() + batch.interval().elsewhere() > 0) {
      return batch;
    }
    List<Change> news = new ArrayList<>();
    for (Change change : batch.changes()) {
      news.add(new Change(change.sequence() + shift, change.kind(), change.key(), change.record()));
    }
    return with(batch, ChangeBatch.Interval.whole(cursor, batch.interval().to() + shift), news);
  }

  private static ChangeBatch with(
      ChangeBatch batch, ChangeBatch.Interval interval, List<Change> changes) {
    return new ChangeBatch(
        batch.source(),
        interval,
        batch.endsInsideEntry(),
        batch.closed(),
        batch.settled(),
        changes);
  }
}
