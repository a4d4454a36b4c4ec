package dev.isochrone.zone.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.session.SessionChanges;
import dev.isochrone.zone.session.SessionRecord;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.StoredConflict;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.format.SessionCodec;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.memory.ConflictLog;
import dev.isochrone.zone.store.memory.Cuts;
import dev.isochrone.zone.store.memory.Flusher;
import dev.isochrone.zone.store.memory.Memtable;
import dev.isochrone.zone.store.memory.Outbox;
import dev.isochrone.zone.store.memory.ReadSource;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import dev.isochrone.zone.store.memory.View;
import dev.isochrone.zone.store.transfer.StateExport;
import dev.isochrone.zone.store.transfer.StateInstall;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a partition replica: newest rows, outbox and ledger, in memtables in front of an
 * engine.
 *
 * <p>The apply thread puts what an entry does, and ends the entry. What it put is readable at once,
 * and flushed behind it: a memtable is frozen at an entry's end and written as one batch with its
 * ledger, so the engine always holds exactly the state at one log position. What is in memory only
 * is in the log too, and will be replayed.
 *
 * <p>Threads: methods marked so belong to the apply thread, or to whoever has ended it; the others
 * to any thread, and take no lock. A row is readable from its put on, its change in the outbox from
 * the end of its entry on.
 */
public final class PartitionStore implements AutoCloseable {
  /**
   * At this multiple of the memory bound the apply thread waits for the flusher. Leaders refuse
   * writes at the bound itself; this is for replay and catch-up, which nobody can refuse.
   */
  private static final int STALL_FACTOR = 2;

  private final KvEngine engine;
  private final StoreConfig config;
  private final Ticker ticker;
  private final FlushTimes flushTimes;
  private final Ledger opened;
  private final Flusher flusher;
  private final Cuts cuts;
  private final ReadSource source;
  private final Outbox outbox;
  private final ConflictLog conflicts;
  private final RowCache cache;
  private final Safeguard safeguard;
  private final AtomicLong logged;
  private final AtomicBoolean closed = new AtomicBoolean();

  // The apply thread's.
  private Cuts.@Nullable Entry entry; // The one that has begun to put rows.
  private boolean insideEntry;
  private @Nullable Ended whole; // The last ended entry, if it is not frozen yet.
  private long firstEndedAt;
  private long dueAfterNanos;
  private LogPosition frozen;

  /** What leads from the memtable to what the engine is to hold at an entry's end. */
  private record Ended(Supplier<Ledger> ledger, Supplier<SessionChanges> sessions) {}

  /** What readers begin with. */
  private record Live(Cuts cuts, Flusher flusher, KvEngine files) implements ReadSource {
    @Override
    public View view() {
      return flusher.view();
    }

    @Override
    public KvSnapshot engine() {
      return files.snapshot();
    }
  }

  private PartitionStore(
      KvEngine engine, StoreConfig config, Ticker ticker, String name, Flushing flushing) {
    this.engine = engine;
    this.config = config;
    this.ticker = ticker;
    this.flushTimes = new FlushTimes(config.flushInterval(), name);
    this.opened = flushing.opened();
    this.flusher = flushing.flusher();
    this.cuts = new Cuts(opened);
    this.source = new Live(cuts, flusher, engine);
    this.outbox = new Outbox(source, opened.outbox());
    this.conflicts = new ConflictLog(source);
    this.cache = flushing.sequel().cache();
    this.safeguard = flushing.sequel().safeguard();
    this.logged = flushing.sequel().logged();
    this.frozen = opened.applied();
  }

  /**
   * Opens at the ledger that the engine holds, verifying every checksum of it, and starts the
   * thread {@code "flusher-" + name}. If an install had not ended, what it left is removed, and the
   * store is empty.
   *
   * @param engine the store's own from here on; if this throws, still the caller's
   * @param onFault told once, on the flusher's thread, when a flush has failed: the replica must
   *     stop. It may close the store.
   * @throws StoreException if the content is damaged or newer than this release
   */
  public static PartitionStore open(
      KvEngine engine,
      StoreConfig config,
      Ticker ticker,
      String name,
      Consumer<Throwable> onFault) {
    return open(engine, config, ticker, Safeguard.NONE, name, onFault);
  }

  /**
   * As above.
   *
   * @param safeguard told of flushes and of the end
   */
  public static PartitionStore open(
      KvEngine engine,
      StoreConfig config,
      Ticker ticker,
      Safeguard safeguard,
      String name,
      Consumer<Throwable> onFault) {
    Flushing.Sequel sequel = new Flushing.Sequel(config, safeguard);
    return new PartitionStore(
        engine, config, ticker, name, Flushing.byThread(engine, name, sequel, onFault));
  }

  /**
   * As above, but starts no thread: {@link #flushStep} is called by whoever else calls the store,
   * and all of it belongs to one thread. For simulations.
   */
  public static PartitionStore openByHand(
      KvEngine engine,
      StoreConfig config,
      Ticker ticker,
      Safeguard safeguard,
      String name,
      Consumer<Throwable> onFault) {
    Flushing.Sequel sequel = new Flushing.Sequel(config, safeguard);
    return new PartitionStore(
        engine, config, ticker, name, Flushing.byHand(engine, sequel, onFault));
  }

  /**
   * Of a store opened by hand: flushes the oldest frozen memtable. False if there was none, or
   * nothing can be flushed any more.
   */
  public boolean flushStep() {
    return flusher.step();
  }

  /** The ledger found at open; {@link Ledger#EMPTY} if there was none. */
  public Ledger opened() {
    return opened;
  }

  /**
   * Apply thread, before the first entry after {@link #open} or {@link #install}: the sessions that
   * were kept, each checksum verified.
   *
   * @throws StoreException if one is damaged
   */
  public List<SessionRecord> sessions() {
    try (KvSnapshot snapshot = engine.snapshot()) {
      return SessionCodec.read(snapshot);
    }
  }

  /**
   * The newest version of a row, not verified: {@code RecordCodec} does that. Any thread; a reader
   * that has seen a version never sees an older one afterwards.
   */
  public Optional<StoredRow> newest(StoredKey key) {
    while (true) {
      View seen = readable();
      StoredRow inMemory = seen.newest(key);
      Optional<StoredRow> row =
          inMemory == null ? cache.newest(key, this::newestInEngine) : Optional.of(inMemory);
      if (seen.installs() == flusher.view().installs()) {
        return row;
      }
    }
  }

  private Optional<StoredRow> newestInEngine(StoredKey key) {
    try (KvSnapshot snapshot = engine.snapshot()) {
      Optional<KvEntry> entry =
          snapshot
              .firstAtOrAfter(Space.ROWS, key.bytes())
              .filter(found -> RowKey.belongsTo(key, found.key()));
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      RowKey found = RowKey.decode(entry.get().key());
      return Optional.of(new StoredRow(found.version(), entry.get().value()));
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.ROWS, broken);
    }
  }

  /**
   * The rows as they are after the last entry that has ended. Any thread but the apply thread and
   * an event loop: it waits for the entry that is being applied.
   *
   * @return to be closed soon; open ones make the memtables larger
   * @throws StoreException {@code INSTALLING}, {@code CLOSED}, or {@code BUSY} if the entry takes
   *     too long
   */
  public StoreSnapshot snapshot() {
    return StoreSnapshot.take(source);
  }

  /** How many snapshots are open. Any thread. */
  public int openSnapshots() {
    return cuts.openCount();
  }

  /**
   * Apply thread: {@code row} becomes the newest version.
   *
   * @param replaced what {@link #newest} gives for the key now; it leaves the store
   */
  public void putRow(StoredKey key, StoredRow row, Optional<StoredRow> replaced) {
    insideEntry = true;
    Cuts.Entry now = entry;
    if (now == null) {
      now = cuts.begin();
      entry = now;
    }
    readable().active().put(key, row, replaced, now);
  }

  /** Apply thread: the record of a conflict, in the place of what was kept under its name. */
  public void putConflict(StoredConflict conflict) {
    insideEntry = true;
    readable().active().put(conflict);
  }

  /** The conflict records. Any thread. */
  public ConflictLog conflicts() {
    return conflicts;
  }

  /**
   * Apply thread: adds the next change, whose sequence follows the last one's. One that was trimmed
   * ahead of its birth is not kept.
   */
  public void appendOutbox(OutboxRecord change) {
    insideEntry = true;
    outbox.append(change);
  }

  /**
   * Apply thread: every change up to {@code upTo}, inclusive, is gone. Above the last one appended,
   * it says that those between were given and are owed to nobody. Never goes back.
   */
  public void trimOutbox(long upTo) {
    if (!outbox.isTrimmed(upTo)) {
      insideEntry = true;
      outbox.trim(upTo);
    }
  }

  /**
   * Apply thread: ends an entry. What was put since the last call becomes flushable, as a whole.
   * Waits for the flusher if memory is at a multiple of its bound.
   *
   * @param ledger gives the ledger at this entry. Called now if the memtable is frozen now, else
   *     perhaps in {@link #flush}, {@link #close} or, on any thread, {@link #snapshot}: it must
   *     always give the same
   * @throws StoreException if a flush has failed
   */
  public void endEntry(Supplier<Ledger> ledger) {
    endEntry(ledger, () -> SessionChanges.NONE);
  }

  /**
   * Apply thread: ends an entry, as {@link #endEntry(Supplier)} does.
   *
   * @param sessions gives what became of sessions since it was called last; called as often as a
   *     memtable is frozen, together with {@code ledger}
   */
  public void endEntry(Supplier<Ledger> ledger, Supplier<SessionChanges> sessions) {
    flusher.requireSound();
    View now = readable();
    if (whole == null) {
      firstEndedAt = ticker.nanos();
      dueAfterNanos = flushTimes.next();
    }
    Ended ended = new Ended(ledger, sessions);
    whole = ended;
    endCut(ledger);
    now.active().endEntry(outbox.last());
    if (isDue(now)) {
      freeze(ended);
    }
    flusher.awaitBelow(STALL_FACTOR * config.memoryBytesMax());
  }

  /** What was put is a snapshot's from here on; before a freeze, see {@link Cuts#end}. */
  private void endCut(Supplier<Ledger> ledger) {
    insideEntry = false;
    entry = null;
    cuts.end(ledger);
  }

  private boolean isDue(View now) {
    return now.active().bytes() >= config.memtableBytesMax()
        // While one is being flushed, a small one may as well grow.
        || (now.frozen().isEmpty() && ticker.nanos() - firstEndedAt >= dueAfterNanos);
  }

  private Memtable freeze(Ended entry) {
    Ledger ledger = entry.ledger().get();
    if (!ledger.applied().isAfter(frozen)) {
      throw new IllegalStateException("at " + ledger.applied() + " after " + frozen);
    }
    if (!ledger.outbox().equals(outbox.marks())) {
      throw new IllegalStateException(ledger.outbox() + ", but the store has " + outbox.marks());
    }
    frozen = ledger.applied();
    whole = null;
    return flusher.rotate(ledger, entry.sessions().get());
  }

  /**
   * Apply thread, between entries: flushes all that is whole, without waiting for it.
   *
   * @return completed on the flusher's thread, with the position that is then durable
   */
  public CompletableFuture<LogPosition> flush() {
    if (insideEntry) {
      throw new IllegalStateException("a flush inside an entry");
    }
    Ended pending = whole;
    if (pending != null) {
      return freeze(pending).flushed().copy();
    }
    View now = readable();
    return now.frozen().isEmpty()
        ? CompletableFuture.completedFuture(durable())
        : now.frozen().get(now.frozen().size() - 1).flushed().copy();
  }

  /**
   * The changes after {@code from}, as many as {@code bytesMax} allows, and at least one if there
   * is any. Ends at an entry's end if the first one fits, else inside it. Never has a change of an
   * entry that has not ended.
   *
   * @return a slice that follows {@code from}, or, if what follows was trimmed, an empty one at the
   *     trimmed mark
   * @throws IllegalArgumentException if {@code from} is above the last change: whoever asks knows
   *     something that this partition never said
   */
  public OutboxSlice outbox(long from, int bytesMax) {
    return outbox.slice(from, bytesMax);
  }

  /** Of memtables, active and flushing together. */
  public long memoryBytes() {
    return flusher.view().bytes();
  }

  /** Whether the memory bound is reached, or nothing can be flushed any more: refuse new writes. */
  public boolean isFull() {
    return flusher.hasFailed() || flusher.view().bytes() >= config.memoryBytesMax();
  }

  /** Apply thread: an entry of this many bytes is about to be applied. */
  public void logged(int bytes) {
    logged.lazySet(logged.get() + bytes); // One thread writes.
  }

  /** The position of the last verified checkpoint; START if there is none. Any thread. */
  public LogPosition checkpointed() {
    return safeguard.checkpointed();
  }

  /** What the row cache did. Any thread. */
  public CacheCounts cacheCounts() {
    return cache.counts();
  }

  /** The position of the last flushed ledger. Any thread. */
  public LogPosition durable() {
    return flusher.held().applied();
  }

  /**
   * The content of the engine at one position, as a stream in the form of docs/formats.md. Any
   * thread; to be closed soon.
   */
  public StateSource export() {
    readable();
    return StateExport.of(engine);
  }

  /**
   * Apply thread: replaces the whole content by what {@link #export} gave elsewhere, verifying all
   * of it. Meanwhile every read is refused. On return it is durable; after a throw the store stays
   * without content, also when it is opened again.
   */
  public Ledger install(InputStream state) throws IOException {
    whole = null;
    flusher.suspend();
    Ledger installed = StateInstall.into(engine, state);
    safeguard.installed(installed);
    cache.clear(); // After the content's change, and before a reader is sent to it.
    frozen = installed.applied();
    outbox.reset(installed.outbox());
    endCut(() -> installed);
    flusher.resume(installed);
    return installed;
  }

  /**
   * Flushes what is whole, ends the flusher, closes the engine. After the apply thread's last call;
   * idempotent. Puts of an entry that has not ended, and all since the last freeze with them, are
   * left to the log.
   */
  @Override
  public void close() {
    Ended pending = whole;
    end(
        Flusher.Ending.DRAINED,
        () -> {
          if (pending != null && !insideEntry && !flusher.hasFailed()) {
            freeze(pending);
          }
        });
  }

  /** Closes without flushing: for a replica whose apply failed, and to stand for a crash. */
  public void abandon() {
    end(Flusher.Ending.ABANDONED, () -> {});
  }

  private void end(Flusher.Ending ending, Runnable last) {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      last.run();
    } finally {
      closeEngine(ending);
    }
  }

  private void closeEngine(Flusher.Ending ending) {
    boolean inOrder = false;
    try {
      try {
        flusher.stop(ending);
      } finally {
        engine.close();
      }
      inOrder = ending == Flusher.Ending.DRAINED && !flusher.hasFailed();
    } finally {
      safeguard.ended(inOrder);
    }
  }

  private View readable() {
    return source.readable();
  }
}
