package dev.isochrone.zone.store.transfer;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the content of an engine by a stream. Too much for one transaction, so it is several,
 * and a mark stands in the engine from before the first until with the last: content with the mark
 * is void, and whoever opens it removes it.
 */
public final class StateInstall {
  /** What one transaction takes: big enough to be written fast, small beside a heap. */
  private static final int CHUNK_BYTES = 4 << 20;

  private final KvEngine engine;
  private final List<KvChange> chunk = new ArrayList<>();
  private final List<KvChange> ledger = new ArrayList<>();
  private long chunkBytes;
  private long rows;
  private long sessions;
  private long conflicts;
  private long changes;
  private long firstChange;
  private long lastChange;

  private StateInstall(KvEngine engine) {
    this.engine = engine;
  }

  /**
   * Reads the stream to its end, and leaves it to the caller to close it. On return the engine
   * holds what the stream had, durably, and nothing else.
   *
   * @throws IOException if the stream is broken anywhere; the engine's content is then void
   */
  public static Ledger into(KvEngine engine, InputStream stream) throws IOException {
    engine.write(new KvBatch(EnumSet.allOf(Space.class), List.of(LedgerCodec.beginOfInstall())));
    StateInstall install = new StateInstall(engine);
    StateReader reader = new StateReader(stream);
    for (Optional<KvChange.Put> put = reader.next(); put.isPresent(); put = reader.next()) {
      install.take(put.get());
    }
    return install.finish();
  }

  private void take(KvChange.Put put) throws IOException {
    if (put.space() == Space.ROWS) {
      rows++;
    } else if (put.space() == Space.OUTBOX) {
      change(put);
    } else if (put.space() == Space.REQUESTS) {
      sessions++;
    } else if (put.space() == Space.CONFLICTS) {
      conflicts++;
    } else {
      ledger.add(put);
      return;
    }
    chunk.add(put);
    chunkBytes += put.key().length() + put.value().length();
    if (chunkBytes >= CHUNK_BYTES) {
      writeChunk();
    }
  }

  private void change(KvChange.Put put) throws IOException {
    long sequence;
    try {
      sequence = new ByteReader(put.key()).u64();
    } catch (FormatException broken) {
      throw new AssertionError("verified before", broken);
    }
    firstChange = changes == 0 ? sequence : firstChange;
    lastChange = sequence;
    changes++;
  }

  private void writeChunk() {
    engine.write(KvBatch.of(chunk));
    chunk.clear();
    chunkBytes = 0;
  }

  private Ledger finish() throws IOException {
    Ledger installed = readLedger();
    requireWhole(installed);
    writeChunk();
    ledger.add(LedgerCodec.endOfInstall());
    engine.write(KvBatch.of(ledger));
    return installed;
  }

  /** Through an engine in memory, so that it is read as it will be at the next opening. */
  private Ledger readLedger() throws IOException {
    MemoryEngine aside = new MemoryEngine();
    aside.write(KvBatch.of(ledger));
    try (KvSnapshot snapshot = aside.snapshot()) {
      return LedgerCodec.read(snapshot);
    } catch (StoreException broken) {
      throw new IOException("a state with a broken ledger", broken);
    }
  }

  private void requireWhole(Ledger installed) throws IOException {
    Ledger.OutboxMarks marks = installed.outbox();
    boolean outboxWhole =
        changes == marks.last() - marks.trimmed()
            && (changes == 0 || (firstChange == marks.trimmed() + 1 && lastChange == marks.last()));
    boolean empty = installed.equals(Ledger.EMPTY);
    if (!outboxWhole || (empty && rows + sessions + conflicts > 0)) {
      throw new IOException("a state whose content is not that of its ledger");
    }
  }
}
