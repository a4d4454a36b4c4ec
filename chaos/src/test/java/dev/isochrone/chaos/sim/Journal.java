package dev.isochrone.chaos.sim;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PeerMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sees every entry that any replica applies, and holds it against what must always be so:
 * docs/ARCHITECTURE.md, section 7. Keeps each partition's changes as they were first seen, for the
 * account at the end.
 */
final class Journal {
  private static final int SLICE_BYTES = 1 << 20;

  /** A change as it was born. */
  record Made(Change change, RowVersion row) {}

  /** What is known of one partition. */
  private static final class Book {
    private final SortedMap<Long, Ledger> byIndex = new TreeMap<>();
    private final List<Made> made = new ArrayList<>();
    private final SortedMap<Long, HlcTimestamp> promised = new TreeMap<>();
    private final SortedMap<OriginPartition, Long> received = new TreeMap<>();
    private HlcTimestamp closed = HlcTimestamp.MIN;
  }

  private final Stage stage;
  private final SortedMap<OriginPartition, Book> books = new TreeMap<>();
  private long entries;

  Journal(Stage stage) {
    this.stage = stage;
  }

  /** All changes of a partition so far; the first has sequence 1. */
  List<Made> made(OriginPartition origin) {
    return book(origin).made;
  }

  long entries() {
    return entries;
  }

  private Book book(OriginPartition partition) {
    return books.computeIfAbsent(partition, none -> new Book());
  }

  /** A life of a replica begins at this ledger, or a state was installed with it. */
  void begins(Seat seat, Ledger at) {
    Ledger known = book(seat.quorum().self()).byIndex.get(at.applied().index());
    stage.require(known == null || known.equals(at), seat + " begins with another state");
  }

  /** A replica applied an entry. */
  void applied(Seat seat, Ledger before, Ledger after) {
    entries++;
    Book book = book(seat.quorum().self());
    Ledger known = book.byIndex.putIfAbsent(after.applied().index(), after);
    stage.require(
        known == null || known.equals(after),
        seat + " differs from another replica at " + after.applied());
    grows(seat, before, after);
    if (after.outbox().last() > before.outbox().last()) {
      changes(seat, before, after);
    }
    book.closed = book.closed.max(after.time().closed());
    after.maps().cursors().forEach((origin, cursor) -> cursor(seat, before, origin, cursor));
    after.maps().peers().forEach((peer, mark) -> acknowledged(seat, peer, mark));
  }

  private void grows(Seat seat, Ledger before, Ledger after) {
    boolean grown =
        after.applied().isAfter(before.applied())
            && after.time().last().compareTo(before.time().last()) >= 0
            && after.time().closed().compareTo(before.time().closed()) >= 0
            && after.time().announced().sequence() >= before.time().announced().sequence()
            && after.time().announced().closed().compareTo(before.time().announced().closed()) >= 0
            && after.outbox().last() >= before.outbox().last()
            && after.outbox().trimmed() >= before.outbox().trimmed()
            && after.time().announced().sequence() <= after.outbox().last();
    stage.require(grown, seat + " fell back from " + before + " to " + after);
  }

  /** C1: none of them is at or below what was closed before. */
  private void changes(Seat seat, Ledger before, Ledger after) {
    long from = before.outbox().last();
    while (from < after.outbox().last()) {
      OutboxSlice slice = seat.replica().store().outbox(from, SLICE_BYTES);
      if (slice.from() != from || slice.to() == from) {
        stage.broken(seat + " has no change after " + from + ", of " + after.outbox(), null);
        return;
      }
      slice.changes().forEach(change -> change(seat, before, change));
      from = slice.to();
    }
  }

  private void change(Seat seat, Ledger before, Change change) {
    Book book = book(seat.quorum().self());
    int place = Math.toIntExact(change.sequence() - 1);
    if (place < book.made.size()) {
      stage.require(
          book.made.get(place).change().equals(change), seat + " has another " + change.sequence());
      return;
    }
    try {
      RowVersion row = RecordCodec.decode(change.key(), change.record());
      HlcTimestamp at = row.version().stamp().at();
      stage.require(
          place == book.made.size() && at.isAfter(before.time().closed()),
          seat + " wrote " + change.sequence() + " at " + at + ", closed " + before.time());
      HlcTimestamp promised = book.promised.get(change.sequence() - 1);
      stage.require(
          promised == null || at.isAfter(promised),
          seat + " wrote at " + at + ", a peer has the frontier " + promised);
      book.made.add(new Made(change, row));
    } catch (FormatException damaged) {
      stage.broken(seat + " made a damaged record", damaged);
    }
  }

  /** The frontier is never above what was applied, nor above what the origin closed. */
  private void cursor(Seat seat, Ledger before, OriginPartition origin, Cursor cursor) {
    Cursor old = before.maps().cursors().getOrDefault(origin, Cursor.NONE);
    if (cursor.equals(old)) {
      return;
    }
    Book sender = book(origin);
    long sequence = cursor.sequence();
    boolean grown = sequence >= old.sequence() && cursor.frontier().compareTo(old.frontier()) >= 0;
    stage.require(
        grown && sequence <= sender.made.size() && !cursor.frontier().isAfter(sender.closed),
        seat + " moved " + origin + " from " + old + " to " + cursor + ", closed " + sender.closed);
    if (sequence < sender.made.size()) {
      HlcTimestamp next = time(sender.made.get(Math.toIntExact(sequence)));
      stage.require(
          next.isAfter(cursor.frontier()),
          seat + " has " + origin + " at " + cursor + ", and lacks what was written at " + next);
    }
    sender.promised.merge(sequence, cursor.frontier(), HlcTimestamp::max);
    book(seat.quorum().self()).received.merge(origin, sequence, Math::max);
  }

  /** A peer has applied, in its log, all that it is said to have. */
  private void acknowledged(Seat seat, Origin peer, PeerMark mark) {
    OriginPartition self = seat.quorum().self();
    long applied = Long.MAX_VALUE;
    for (Map.Entry<OriginPartition, Book> book : books.entrySet()) {
      if (book.getKey().origin().equals(peer)) {
        applied = Math.min(applied, book.getValue().received.getOrDefault(self, 0L));
      }
    }
    stage.require(
        mark.acknowledged() <= applied,
        seat + " takes " + peer + " to have " + mark.acknowledged() + ", which has " + applied);
  }

  static HlcTimestamp time(Made made) {
    return made.row().version().stamp().at();
  }
}
