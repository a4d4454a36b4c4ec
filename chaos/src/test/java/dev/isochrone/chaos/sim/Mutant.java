package dev.isochrone.chaos.sim;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Bugs, each put in the place of what is right at one port. */
enum Mutant implements Ports {
  /** The receiver's cursor passes a change that was never applied. */
  SKIPPED_CURSOR {
    @Override
    public Inbox inbox(Inbox right, OriginPartition origin) {
      return new Wrong(right) {
        @Override
        public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
          return right.propose(batch.changes().size() > 2 ? withoutTheFirst(batch) : batch);
        }
      };
    }
  },

  /** The receiver acknowledges what it was sent, before its log has it. */
  ACK_BEFORE_APPLY {
    @Override
    public Inbox inbox(Inbox right, OriginPartition origin) {
      return new Wrong(right) {
        @Override
        public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
          CompletableFuture<?> unused = right.propose(batch);
          return CompletableFuture.completedFuture(
              Outcome.done(new Applied(batch.interval().to(), batch.closed())));
        }
      };
    }
  },

  /** A stream begins again with what was applied before, and that is taken for news. */
  UNFILTERED_RESEND {
    @Override
    public Inbox inbox(Inbox right, OriginPartition origin) {
      return new Wrong(right) {
        @Override
        public long cursor(OriginPartition of) {
          return Math.max(0, right.cursor(of) - 1);
        }

        @Override
        public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
          return right.propose(renumbered(batch, right.cursor(batch.source().origin())));
        }
      };
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
    public Inbox inbox(Inbox right, OriginPartition origin) {
      return new Wrong(right) {
        @Override
        public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
          return right.propose(
              right instanceof SeatInbox inbox ? withoutRivals(batch, inbox.seat()) : batch);
        }
      };
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

  /** An inbox that is right but for what is overridden. */
  private static class Wrong implements Inbox {
    private final Inbox right;

    Wrong(Inbox right) {
      this.right = right;
    }

    @Override
    public Optional<Refusal> ready() {
      return right.ready();
    }

    @Override
    public long cursor(OriginPartition origin) {
      return right.cursor(origin);
    }

    @Override
    public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
      return right.propose(batch);
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
                    change.key().tableId() == World.HOMED
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
