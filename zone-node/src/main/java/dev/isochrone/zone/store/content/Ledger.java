package dev.isochrone.zone.store.content;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Announced;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a partition keeps beside rows and outbox, at one log position. Small, immutable, written
 * whole with every flush.
 *
 * @param applied the effects of this position and all before are in rows, outbox and ledger, and of
 *     nothing after
 * @param identity empty until the log's INIT
 * @param time what the log has said about time
 * @param outbox how far the outbox reaches
 */
public record Ledger(
    LogPosition applied,
    Optional<PartitionIdentity> identity,
    Time time,
    OutboxMarks outbox,
    Digest digest,
    Maps maps) {

  /**
   * Time in the log.
   *
   * @param last the greatest timestamp in the log so far
   * @param closed no own version at or below it follows
   */
  public record Time(HlcTimestamp last, HlcTimestamp closed, Announced announced) {
    public static final Time NONE = new Time(HlcTimestamp.MIN, HlcTimestamp.MIN, Announced.NOTHING);
  }

  /**
   * The outbox's ends.
   *
   * @param last the last sequence given
   * @param trimmed every sequence up to here is gone
   */
  public record OutboxMarks(long last, long trimmed) {
    public static final OutboxMarks EMPTY = new OutboxMarks(0, 0);

    public OutboxMarks {
      if (trimmed < 0 || last < trimmed) {
        throw new IllegalArgumentException("outbox from " + trimmed + " to " + last);
      }
    }
  }

  /** The keyed small things. */
  public record Maps(
      SortedMap<OriginPartition, Cursor> cursors,
      SortedMap<Origin, PeerMark> peers,
      SortedMap<Integer, RuleInForce> rules,
      SortedMap<CountKey, Long> counts) {
    public static final Maps EMPTY =
        new Maps(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Maps {
      cursors = Collections.unmodifiableSortedMap(new TreeMap<>(cursors));
      peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
      rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
      counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
  }

  public static final Ledger EMPTY =
      new Ledger(
          LogPosition.START,
          Optional.empty(),
          Time.NONE,
          OutboxMarks.EMPTY,
          Digest.ZERO,
          Maps.EMPTY);
}
