package dev.isochrone.zone.store;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.format.ConflictStore;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.format.OutboxCodec;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole content of an engine and holds it against its ledger: every checksum, each row
 * once, the digest over rows and conflict records, the number of live rows per table and origin,
 * and the outbox without a gap. So what is missing is found as well as what was changed.
 */
public final class ContentAudit {
  private final BooleanSupplier wanted;
  private final SortedMap<CountKey, Long> counts = new TreeMap<>();
  private Digest digest = Digest.ZERO;

  private ContentAudit(BooleanSupplier wanted) {
    this.wanted = wanted;
  }

  /**
   * The ledger, if all is as it says.
   *
   * @param wanted asked now and then, since this takes a second per million rows
   * @throws StoreException if anything is damaged, missing or newer than this release
   * @throws CancellationException if it is not wanted any more
   */
  public static Ledger of(KvSnapshot snapshot, BooleanSupplier wanted) {
    if (LedgerCodec.isInstalling(snapshot)) {
      throw StoreException.damaged(Space.META, "an install that did not end");
    }
    Ledger ledger = LedgerCodec.read(snapshot);
    ContentAudit audit = new ContentAudit(wanted);
    audit.rows(snapshot);
    audit.conflicts(snapshot);
    audit.outbox(snapshot, ledger.outbox());
    if (!audit.digest.equals(ledger.digest()) || !audit.counts.equals(ledger.maps().counts())) {
      throw StoreException.damaged(
          Space.ROWS, "rows and conflicts are not those that the ledger counted");
    }
    return ledger;
  }

  private void rows(KvSnapshot snapshot) {
    Iterator<KvEntry> rows = snapshot.from(Space.ROWS, Bytes.EMPTY);
    @Nullable StoredKey last = null;
    try {
      while (rows.hasNext()) {
        goOn();
        last = row(rows.next(), last);
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.ROWS, broken);
    }
  }

  private StoredKey row(KvEntry entry, @Nullable StoredKey last) throws FormatException {
    RowKey key = RowKey.decode(entry.key());
    SiblingCodec.Verified row = SiblingCodec.verify(key.key(), entry.value());
    if (!row.version().equals(key.version()) || key.key().equals(last)) {
      throw FormatException.malformed("a row under another version's key, or with two versions");
    }
    digest = digest.plus(Digest.of(entry.key(), entry.value()));
    if (!row.tombstone()) {
      counts.merge(
          new CountKey(key.key().tableId(), row.version().stamp().origin()), 1L, Long::sum);
    }
    return key.key();
  }

  private void conflicts(KvSnapshot snapshot) {
    Iterator<KvEntry> conflicts = snapshot.from(Space.CONFLICTS, Bytes.EMPTY);
    try {
      while (conflicts.hasNext()) {
        goOn();
        digest = digest.plus(ConflictStore.verified(conflicts.next()).digest());
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.CONFLICTS, broken);
    }
  }

  private void outbox(KvSnapshot snapshot, Ledger.OutboxMarks marks) {
    Iterator<KvEntry> changes = snapshot.from(Space.OUTBOX, Bytes.EMPTY);
    long last = marks.trimmed();
    try {
      while (changes.hasNext()) {
        goOn();
        long sequence = OutboxCodec.read(changes.next()).change().sequence();
        if (sequence != last + 1) {
          throw FormatException.malformed("change " + sequence + " after " + last);
        }
        last = sequence;
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.OUTBOX, broken);
    }
    if (last != marks.last()) {
      throw StoreException.damaged(Space.OUTBOX, "its end is not that of the ledger");
    }
  }

  private void goOn() {
    if (!wanted.getAsBoolean()) {
      throw new CancellationException("the audit is not wanted any more");
    }
  }
}
