package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * What apply does with a batch, as docs/formats.md, section 10, has it, and the checks that must
 * hold after each one.
 */
public final class ModelInbox {
  private final ModelOutbox outbox;
  private final List<Change> applied = new ArrayList<>();
  private long cursor;
  private HlcTimestamp frontier = HlcTimestamp.MIN;

  public ModelInbox(ModelOutbox outbox) {
    this.outbox = outbox;
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
    if (!applied.equals(outbox.upTo(cursor))) {
      throw new AssertionError("not the outbox's first " + cursor + " changes, once each");
    }
    if (outbox.changesClosedAt(frontier) > cursor) {
      throw new AssertionError("frontier " + frontier + " passes a change above " + cursor);
    }
  }
}
