package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PeerMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sees every entry that any replica applies, and holds it against what must always be so:
 * docs/ARCHITECTURE.md, section 7. Keeps each partition's changes as they were first seen, for the
 * account at the end.
 */
final class Journal {
  private static final int SLICE_BYTES = 1 << 20;

  /**
   * A change as it was born.
   *
   * @param row the version that was written; empty: it tells of a conflict
   * @param ledger of its partition, after its entry
   */
  record Made(Change change, Optional<RowVersion> row, Ledger ledger) {}

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

  /** The greatest time that the partition has written. */
  HlcTimestamp lastWrite(OriginPartition origin) {
    HlcTimestamp last = HlcTimestamp.MIN;
    for (Made made : made(origin)) {
      last = made.row().map(row -> row.version().stamp().at()).orElse(last);
    }
    return last;
  }

  /** All versions of a row that were ever written, anywhere. */
  List<RowVersion> versions(StoredKey key) {
    List<RowVersion> versions = new ArrayList<>();
    for (Book book : books.values()) {
      for (Made made : book.made) {
        if (made.change().key().equals(key)) {
          made.row().ifPresent(versions::add);
        }
      }
    }
    return versions;
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
    stage.require(known == null || known.equals(at), () -> seat + " begins with another state");
  }

  /** A replica applied an entry. */
  void applied(Seat seat, Ledger before, Ledger after) {
    entries++;
    Book book = book(seat.quorum().self());
    Ledger known = book.byIndex.putIfAbsent(after.applied().index(), after);
    stage.require(
        known == null || known.equals(after),
        () -> seat + " differs from another replica at " + after.applied());
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
    stage.require(grown, () -> seat + " fell back from " + before + " to " + after);
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
      slice.changes().forEach(change -> change(seat, before, after, change));
      from = slice.to();
    }
  }

  private void change(Seat seat, Ledger before, Ledger after, Change change) {
    Book book = book(seat.quorum().self());
    int place = Math.toIntExact(change.sequence() - 1);
    if (place < book.made.size()) {
      stage.require(
          book.made.get(place).change().equals(change),
          () -> seat + " has another " + change.sequence());
      return;
    }
    stage.require(place == book.made.size(), () -> seat + " leaves out " + book.made.size());
    Optional<RowVersion> row = born(seat, change);
    row.ifPresent(version -> written(seat, before, change.sequence(), version));
    book.made.add(new Made(change, row, after));
  }

  /** A row of siblings goes whole; what was written is the newest of them. */
  private Optional<RowVersion> born(Seat seat, Change change) {
    try {
      if (change.kind() != Change.Kind.ROW) {
        return Optional.empty();
      }
      return Optional.of(
          Tables.isHomed(change.key().tableId())
              ? RecordCodec.decode(change.key(), change.record())
              : SiblingCodec.decode(change.key(), change.record()).newest());
    } catch (FormatException damaged) {
      stage.broken(seat + " made a damaged record", damaged);
      return Optional.empty();
    }
  }

  private void written(Seat seat, Ledger before, long sequence, RowVersion row) {
    HlcTimestamp at = row.version().stamp().at();
    stage.require(
        at.isAfter(before.time().closed())
            && row.version().stamp().origin().equals(seat.quorum().self().origin()),
        () -> seat + " wrote " + sequence + " as " + row.version() + ", closed " + before.time());
    HlcTimestamp promised = book(seat.quorum().self()).promised.get(sequence - 1);
    stage.require(
        promised == null || at.isAfter(promised),
        () -> seat + " wrote at " + at + ", a peer has the frontier " + promised);
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
        () ->
            seat
                + " moved "
                + origin
                + " from "
                + old
                + " to "
                + cursor
                + ", closed "
                + sender.closed);
    if (sequence < sender.made.size()) {
      Made next = sender.made.get(Math.toIntExact(sequence));
      stage.require(
          next.row().isEmpty()
              || next.row().get().version().stamp().at().isAfter(cursor.frontier()),
          () -> seat + " has " + origin + " at " + cursor + ", and lacks " + next.row());
    }
    HlcTimestamp safe = seat.replica().frontier(origin.origin()).frontier();
    stage.require(
        books.keySet().stream()
            .filter(other -> other.origin().equals(origin.origin()))
            .noneMatch(other -> safe.isAfter(frontier(seat, other))),
        () -> seat + " takes " + origin.origin() + " for safe up to " + safe);
    sender.promised.merge(sequence, cursor.frontier(), HlcTimestamp::max);
    book(seat.quorum().self()).received.merge(origin, sequence, Math::max);
  }

  private static HlcTimestamp frontier(Seat seat, OriginPartition origin) {
    return seat.replica().ledger().maps().cursors().getOrDefault(origin, Cursor.NONE).frontier();
  }

  /** A peer has applied, in its log, all that it is said to have. */
  private void acknowledged(Seat seat, Origin peer, PeerMark mark) {
    OriginPartition self = seat.quorum().self();
    long applied =
        books.entrySet().stream()
            .filter(book -> book.getKey().origin().equals(peer))
            .mapToLong(book -> book.getValue().received.getOrDefault(self, 0L))
            .min()
            .orElse(0);
    stage.require(
        mark.acknowledged() <= applied,
        () ->
            seat + " takes " + peer + " to have " + mark.acknowledged() + ", which has " + applied);
  }
}
