package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What apply does with a batch, as docs/formats.md, section 10, has it, and the checks that must
 * hold after each one.
 */
public final class ModelInbox {
  private final ModelOutbox outbox;
  private final List<Change> applied = new ArrayList<>();
  private long cursor;
  private final Predicate<Change> mine;
  private HlcTimestamp frontier = HlcTimestamp.MIN;

  public ModelInbox(ModelOutbox outbox) {
    this(outbox, change -> true);
  }

  /** Of a partition that is to get these changes and no others. */
  public ModelInbox(ModelOutbox outbox, Predicate<Change> mine) {
    this.outbox = outbox;
    this.mine = mine;
  }

  public synchronized Inbox.Applied apply(ChangeBatch batch) {
    if (batch.interval().from() <= cursor) {
      for (Change change : batch.changes()) {
        if (change.sequence() > cursor) {
          applied.add(change);
        }
      }
      cursor = Math.max(cursor, batch.interval().to());
      frontier = frontier.max(batch.closed());
    }
    check();
    return new Inbox.Applied(cursor, frontier);
  }

  public synchronized long cursor() {
    return cursor;
  }

  public synchronized HlcTimestamp frontier() {
    return frontier;
  }

  private void check() {
    if (!applied.equals(outbox.upTo(cursor).stream().filter(mine).toList())) {
      throw new AssertionError("not those of the outbox's first " + cursor + ", once each");
    }
    if (outbox.changesClosedAt(frontier) > cursor) {
      throw new AssertionError("frontier " + frontier + " passes a change above " + cursor);
    }
  }
}
