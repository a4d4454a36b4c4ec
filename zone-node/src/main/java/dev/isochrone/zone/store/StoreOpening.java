package dev.isochrone.zone.store;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** What is looked at before a store may be used. */
public final class StoreOpening {
  private StoreOpening() {}

  /**
   * The ledger that the engine holds; an install that had not ended is undone first.
   *
   * @throws StoreException if the ledger is damaged or newer than this release, or the outbox does
   *     not begin and end where it says
   */
  public static Ledger ledger(KvEngine engine) {
    try (KvSnapshot snapshot = engine.snapshot()) {
      if (!LedgerCodec.isInstalling(snapshot)) {
        Ledger ledger = LedgerCodec.read(snapshot);
        requireEnds(snapshot, ledger.outbox());
        return ledger;
      }
    }
    engine.write(new KvBatch(EnumSet.allOf(Space.class), List.of()));
    return Ledger.EMPTY;
  }

  /**
   * The outbox begins and ends where the ledger says. What is between is checked when it is read.
   */
  private static void requireEnds(KvSnapshot snapshot, Ledger.OutboxMarks marks) {
    Optional<KvEntry> first = snapshot.firstAtOrAfter(Space.OUTBOX, Bytes.EMPTY);
    boolean asSaid =
        marks.trimmed() == marks.last()
            ? first.isEmpty()
            : first.isPresent()
                && sequence(first.get()) == marks.trimmed() + 1
                && snapshot.get(Space.OUTBOX, OutboxCodec.key(marks.last())).isPresent();
    if (!asSaid) {
      throw StoreException.damaged(Space.OUTBOX, "its ends are not those of the ledger");
    }
  }

  private static long sequence(KvEntry entry) {
    try {
      return OutboxCodec.read(entry).change().sequence();
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.OUTBOX, broken);
    }
  }
}
