package dev.isochrone.zone.partition;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.content.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partition's log drives: stamps entries as the leader appends them, applies them in order,
 * answers those who wait, and tells one listener. The log's threads alone call it, but for {@link
 * #listen} and {@link #ledger}.
 */
final class PartitionLog implements ReplicatedState<Batch> {
  /** What the log tells the replica above it. Called on the log's threads; must not wait. */
  interface Listener {
    /** Peers are owed more: changes, or only time. */
    void announced();

    /** This member begins, or ends, to lead. */
    void leads(boolean leads);
  }

  private final PartitionStore store;
  private final PartitionState state;
  private final HybridClock clock;
  private final Stamper stamper;
  private final Burst burst;

  @GuardedBy("this") private @Nullable Listener listener;

  @GuardedBy("this") private boolean leads;

  PartitionLog(PartitionStore store, HybridClock clock, Burst burst) {
    this.burst = burst;
    this.store = store;
    this.state = new PartitionState(store);
    this.clock = clock;
    this.stamper = new Stamper(clock, () -> state.ledger().time().last());
    clock.ratchet(state.ledger().time().last());
  }

  /**
   * From here on events go to this listener; the leadership that is already known is told at once.
   */
  synchronized void listen(Listener listener) {
    this.listener = listener;
    if (leads) {
      listener.leads(true);
    }
  }

  Ledger ledger() {
    return state.ledger();
  }

  @Override
  public void onAppend(Batch batch) {
    stamper.stamp(batch);
  }

  @Override
  public void apply(LogPosition position, ByteBuffer entry, @Nullable Batch batch) {
    Announced before = state.ledger().time().announced();
    store.logged(entry.remaining());
    List<Reply> replies = state.apply(position, batch == null ? parsed(entry) : batch.stamped());
    Ledger.Time time = state.ledger().time();
    clock.ratchet(time.last());
    if (batch != null) {
      burst.during(() -> batch.answer(replies));
    }
    if (!time.announced().equals(before)) {
      tellAnnounced();
    }
  }

  @Override
  public synchronized void leadership(long term, boolean leads) {
    this.leads = leads;
    if (listener != null) {
      listener.leads(leads);
    }
  }

  @Override
  public LogPosition durableUpTo() {
    return store.durable();
  }

  @Override
  public LogPosition checkpointedUpTo() {
    return store.checkpointed();
  }

  @Override
  public StateSource export() {
    return store.export();
  }

  @Override
  public void install(StateSource source) throws IOException {
    try (InputStream in = source.open()) {
      state.restart(store.install(in));
    }
    clock.ratchet(state.ledger().time().last());
  }

  private synchronized void tellAnnounced() {
    if (listener != null) {
      listener.announced();
    }
  }

  /**
   * What stands in the own log was written by this code or an older one: if it can't be read, this
   * replica must not go on.
   */
  private static LogEntry parsed(ByteBuffer entry) {
    try {
      return LogEntryCodec.decode(entry);
    } catch (FormatException unreadable) {
      throw new IllegalStateException("an entry of the own log can't be read", unreadable);
    }
  }
}
