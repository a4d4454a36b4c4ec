package dev.isochrone.consensus.local;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A member's disk: its term, its vote, and its log. Terms and votes are durable at once; entries
 * once they are synced, and {@link #crash} takes the others away.
 *
 * <p>Invariants: {@code base <= synced <= last}; positions are contiguous from the base on; the
 * term never falls.
 */
final class MemberLog {
  private long term;
  private Optional<MemberId> vote = Optional.empty();
  private LogPosition base = LogPosition.START;
  private final List<Entry> entries = new ArrayList<>();
  private int synced;

  long term() {
    return term;
  }

  /** Enters a greater term, in which no vote is given yet. */
  void enter(long greater) {
    if (greater <= term) {
      throw new IllegalStateException("term " + greater + " after " + term);
    }
    term = greater;
    vote = Optional.empty();
  }

  /** Votes in the current term, if the vote is not given to another. */
  boolean vote(MemberId candidate) {
    vote = vote.or(() -> Optional.of(candidate));
    return vote.get().equals(candidate);
  }

  /** Up to here the entries are gone: purged, or replaced by an installed state. */
  LogPosition base() {
    return base;
  }

  LogPosition last() {
    return entries.isEmpty() ? base : entries.get(entries.size() - 1).position();
  }

  long syncedIndex() {
    return base.index() + synced;
  }

  /** The entry's position; empty if there is none, or none any more. */
  Optional<LogPosition> at(long index) {
    if (index == base.index()) {
      return Optional.of(base);
    }
    boolean there = index > base.index() && index <= last().index();
    return there ? Optional.of(entry(index).position()) : Optional.empty();
  }

  Entry entry(long index) {
    return entries.get(Math.toIntExact(index - base.index() - 1));
  }

  List<Entry> entries(long from, int countMax) {
    int start = Math.toIntExact(from - base.index() - 1);
    return entries.subList(start, Math.min(entries.size(), start + countMax));
  }

  /** Of what the entries say; a real log adds a little to each. */
  long bytes() {
    return entries.stream()
        .flatMap(entry -> entry.content().stream())
        .mapToLong(ByteBuffer::remaining)
        .sum();
  }

  void append(Entry entry) {
    if (entry.position().index() != last().index() + 1 || entry.position().term() < last().term()) {
      throw new IllegalStateException(entry + " after " + last());
    }
    entries.add(entry);
  }

  void truncateFrom(long index) {
    int keep = Math.toIntExact(index - base.index() - 1);
    entries.subList(keep, entries.size()).clear();
    synced = Math.min(synced, keep);
  }

  /** Everything up to the position is durable, if it is still in the log. */
  void sync(LogPosition upTo) {
    if (at(upTo.index()).equals(Optional.of(upTo))) {
      synced = Math.max(synced, Math.toIntExact(upTo.index() - base.index()));
    }
  }

  void crash() {
    entries.subList(synced, entries.size()).clear();
  }

  /** Drops the entries up to the position, which is in the log. */
  void purge(LogPosition upTo) {
    int count = Math.toIntExact(upTo.index() - base.index());
    if (count <= 0) {
      return;
    }
    if (count > synced) {
      throw new IllegalStateException("purge up to " + upTo + ", synced " + syncedIndex());
    }
    entries.subList(0, count).clear();
    synced -= count;
    base = upTo;
  }

  /** A state was installed: what it covers is gone, and with it all that does not follow on it. */
  void startAfter(LogPosition installed) {
    if (at(installed.index()).equals(Optional.of(installed))) {
      sync(installed);
      purge(installed);
    } else {
      entries.clear();
      synced = 0;
      base = installed;
    }
  }
}
