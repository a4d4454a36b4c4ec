package dev.isochrone.zone.scan;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.model.scan.PackedRow.PackedSibling;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.zone.store.content.KeyedRow;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scan that is open: its pages, read one by one from one snapshot. One thread at a time; reading
 * may block on the disk.
 */
public final class Scan implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);

  private final Subject subject;
  private final ScanHeader header;
  private final StoreSnapshot snapshot;
  private final Iterator<KeyedRow> rows;
  private final Runnable onClose;
  private @Nullable KeyedRow ahead;
  private long left;
  private boolean over;
  private boolean closed;

  /**
   * What is read.
   *
   * @param limit at most so many rows; {@link Long#MAX_VALUE}: all
   * @param homed whether the table's rows have one version each
   * @param after where an earlier scan of the range had come to
   * @param page the most that a page may have
   */
  record Subject(
      int tableId,
      boolean homed,
      ScanRange range,
      RangePlace place,
      Optional<StoredKey> after,
      long limit,
      ScanLimits page) {
    StoredKeyRange keys() {
      return after.map(place.keys()::after).orElse(place.keys());
    }
  }

  /**
   * Reads from a snapshot.
   *
   * @param snapshot the scan's own from here on, unless this throws
   */
  Scan(Subject subject, ScanHeader header, StoreSnapshot snapshot, Runnable onClose) {
    this.subject = subject;
    this.header = header;
    this.snapshot = snapshot;
    this.rows = snapshot.rows(subject.keys());
    this.onClose = onClose;
    this.left = subject.limit();
  }

  /** Whether the last page was read. */
  public boolean isOver() {
    return over;
  }

  /**
   * The next page. Every record's checksum is verified.
   *
   * @return {@code CORRUPT} or {@code NOT_READY} end the scan
   */
  public Outcome<ScanPage<PackedRow>> next() {
    try {
      return Outcome.done(page());
    } catch (FormatException damaged) {
      over = true;
      return Outcome.refused(corrupt());
    } catch (StoreException unreadable) {
      over = true;
      return Outcome.refused(refusal(unreadable));
    }
  }

  private ScanPage<PackedRow> page() throws FormatException {
    List<PackedRow> page = new ArrayList<>();
    long bytes = 0;
    int lookedAt = 0;
    StoredKey last = null;
    KeyedRow row = peek();
    while (row != null
        && page.size() < subject.page().pageRowsMax()
        && lookedAt < subject.page().lookedAtMax()
        && left > 0) {
      Optional<PackedRow> wanted = wanted(row);
      if (wanted.isPresent()) {
        bytes += wanted.get().bytes();
        if (!page.isEmpty() && bytes > subject.page().pageBytesMax()) {
          break;
        }
        page.add(wanted.get());
        left--;
      }
      lookedAt++;
      last = row.key();
      ahead = null;
      row = peek();
    }
    over = row == null || left == 0;
    Bytes token =
        row == null || last == null
            ? Bytes.EMPTY
            : new ResumeToken(subject.tableId(), subject.range(), last).encode();
    return new ScanPage<>(header, page, token);
  }

  private @Nullable KeyedRow peek() {
    if (ahead == null && rows.hasNext()) {
      ahead = rows.next();
    }
    return ahead;
  }

  private Optional<PackedRow> wanted(KeyedRow row) throws FormatException {
    if (!subject.place().contains(row.key())) {
      return Optional.empty();
    }
    return subject.homed() ? one(row) : allOf(row);
  }

  private static Optional<PackedRow> one(KeyedRow row) throws FormatException {
    RowVersion version = RecordCodec.decode(row.key(), row.row().record());
    return version.tombstone() ? Optional.empty() : Optional.of(packed(row.key(), version));
  }

  private static Optional<PackedRow> allOf(KeyedRow row) throws FormatException {
    SiblingSet set = SiblingCodec.decode(row.key(), row.row().record());
    if (set.isTombstone()) {
      return Optional.empty();
    }
    RowVersion newest = set.newest();
    return Optional.of(
        set.isSingle()
            ? packed(row.key(), newest)
            : new PackedRow(
                row.key().tuple(),
                Bytes.EMPTY,
                newest.version(),
                set.versions().values().stream().map(Scan::packed).toList()));
  }

  private static PackedRow packed(StoredKey key, RowVersion version) {
    return new PackedRow(key.tuple(), version.payload(), version.version());
  }

  private static PackedSibling packed(RowVersion version) {
    return new PackedSibling(
        version.version(), version.tombstone() ? Optional.empty() : Optional.of(version.payload()));
  }

  /** Why a store could not be read, for a caller who can ask another replica. */
  static Refusal refusal(StoreException unreadable) {
    return switch (unreadable.problem()) {
      case DAMAGED, NEWER_FORMAT, IO -> corrupt();
      case SETTING, CLOSED, INSTALLING, BUSY ->
          Refusal.later(
              RefusalCode.NOT_READY,
              "this replica's store is " + unreadable.problem(),
              RETRY_AFTER);
    };
  }

  /** For bytes that fail their checksum, or can't be read. */
  public static Refusal corrupt() {
    return Refusal.of(
        RefusalCode.CORRUPT, "this replica's records are damaged; go on at another one");
  }

  /** Lets go of the snapshot; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        snapshot.close();
      } finally {
        onClose.run();
      }
    }
  }
}
