package dev.isochrone.zone.scan;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
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
 * A scan that is open: its pages, read one by one, those of one stretch from one snapshot. It holds
 * one snapshot at a time. One thread at a time; reading may block on the disk.
 */
public final class Scan implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);

  private final Subject subject;
  private final Way way;
  private final Runnable onClose;
  private Opened opened;
  private Iterator<KeyedRow> rows;
  private @Nullable KeyedRow ahead;
  private boolean told;
  private long left;
  private boolean over;
  private boolean closed;

  /**
   * A stretch that is being read.
   *
   * @param snapshot to be closed by who reads it
   */
  record Opened(Stretch stretch, ScanHeader header, StoreSnapshot snapshot) {}

  /** How a scan comes from one stretch to the next. */
  interface Way {
    /**
     * Opens the stretch that begins at a slot, or says why it can't be read here.
     *
     * @throws StoreException if its partition's store may not be read now
     */
    Outcome<Opened> open(Slot first);
  }

  /**
   * What is read.
   *
   * @param limit at most so many rows; {@link Long#MAX_VALUE}: all
   * @param homed whether the table's rows have one version each
   * @param page the most that a page may have
   */
  record Subject(
      int tableId, boolean homed, ScanRange range, RangePlace place, long limit, ScanLimits page) {}

  /**
   * Reads from the first of its stretches on.
   *
   * @param first the scan's own from here on, unless this throws
   */
  Scan(Subject subject, Opened first, Way way, Runnable onClose) {
    this.subject = subject;
    this.opened = first;
    this.rows = first.snapshot().rows(first.stretch().keys());
    this.way = way;
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
   * @return {@code CORRUPT} or {@code NOT_READY} end the scan here, as does {@code NOT_LEADER}
   *     where its next rows are not on this node
   */
  public Outcome<ScanPage<PackedRow>> next() {
    try {
      Optional<Refusal> noWay = goOn();
      // What was passed without a row is told first, so that nobody begins there again.
      over = noWay.isPresent() && told;
      return over ? Outcome.refused(noWay.orElseThrow()) : Outcome.done(page());
    } catch (FormatException damaged) {
      over = true;
      return Outcome.refused(corrupt());
    } catch (StoreException unreadable) {
      over = true;
      return Outcome.refused(refusal(unreadable));
    }
  }

  /** Comes to the next stretch that has rows, or says why there is no way. */
  private Optional<Refusal> goOn() {
    while (peek() == null && opened.stretch().next().isPresent()) {
      Outcome<Opened> onward = way.open(opened.stretch().next().get());
      if (onward instanceof Outcome.Refused<Opened> refused) {
        return Optional.of(refused.refusal());
      }
      opened.snapshot().close();
      opened = ((Outcome.Done<Opened>) onward).value();
      rows = opened.snapshot().rows(opened.stretch().keys());
      told = false;
    }
    return Optional.empty();
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
    told = true;
    Optional<ResumeToken> token = row == null ? nextStretch() : behind(last);
    over = token.isEmpty() || left == 0;
    return new ScanPage<>(
        opened.header(), page, token.map(ResumeToken::encode).orElse(Bytes.EMPTY));
  }

  private Optional<ResumeToken> nextStretch() {
    return opened
        .stretch()
        .next()
        .map(first -> new ResumeToken(subject.tableId(), subject.range(), first));
  }

  private Optional<ResumeToken> behind(@Nullable StoredKey last) {
    return Optional.ofNullable(last)
        .map(row -> new ResumeToken(subject.tableId(), subject.range(), row));
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
        opened.snapshot().close();
      } finally {
        onClose.run();
      }
    }
  }
}
