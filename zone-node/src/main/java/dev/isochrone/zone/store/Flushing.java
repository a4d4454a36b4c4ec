package dev.isochrone.zone.store;

import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.memory.Flusher;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What leads from a store's memory to its engine.
 *
 * @param opened the ledger that the engine held at the start
 */
record Flushing(Ledger opened, Flusher flusher, Sequel sequel) {
  /**
   * What follows the engine: the cache over it, and what keeps its files.
   *
   * @param logged bytes of the entries applied so far; the apply thread's
   */
  record Sequel(RowCache cache, Safeguard safeguard, AtomicLong logged) implements Flusher.Sequel {
    Sequel(StoreConfig config, Safeguard safeguard) {
      this(new RowCache(config.cacheBytesMax()), safeguard, new AtomicLong());
    }

    @Override
    public void written(Map<StoredKey, StoredRow> rows) {
      cache.flushed(rows);
    }

    @Override
    public void flushed(Ledger held) {
      safeguard.flushed(held, logged.get());
    }

    /** The disk may call clean what it has not written. */
    Consumer<Throwable> distrustingBefore(Consumer<Throwable> onFault) {
      return fault -> {
        safeguard.distrust();
        onFault.accept(fault);
      };
    }
  }

  /** By a thread of the flusher's own. */
  static Flushing byThread(
      KvEngine engine, String name, Sequel sequel, Consumer<Throwable> onFault) {
    Ledger held = StoreOpening.ledger(engine);
    return new Flushing(
        held, Flusher.start(engine, held, name, sequel, sequel.distrustingBefore(onFault)), sequel);
  }

  /** By whoever owns the store. */
  static Flushing byHand(KvEngine engine, Sequel sequel, Consumer<Throwable> onFault) {
    Ledger held = StoreOpening.ledger(engine);
    return new Flushing(
        held, Flusher.byHand(engine, held, sequel, sequel.distrustingBefore(onFault)), sequel);
  }
}
