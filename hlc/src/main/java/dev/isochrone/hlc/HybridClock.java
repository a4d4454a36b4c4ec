package dev.isochrone.hlc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of one server: an atomic ratchet over the wall.
 *
 * <p>Thread-safe and lock-free. It has three powers, kept apart on purpose:
 *
 * <ul>
 *   <li>{@link #tick} issues readings for message headers. It may refuse: when the clock is ahead
 *       of the wall by more than the max offset, or would pass the persisted bound.
 *   <li>{@link #stampAfter} issues stamps for log entries. It never refuses and never waits, since
 *       it runs while the log is being appended; the log itself keeps stamps from going back.
 *       Whoever proposes asks {@link #tick} first.
 *   <li>{@link #observe} and {@link #ratchet} push the clock: by a peer's reading, bounded; by the
 *       own log, unbounded.
 * </ul>
 *
 * Invariants: every reading and stamp is greater than every reading and stamp before it; no reading
 * is above the bound.
 */
public final class HybridClock {
  /** Differences between the clocks of servers up to here are taken as they are. */
  public static final Duration OFFSET_MAX = Duration.ofMillis(500);

  private final PhysicalClock physical;
  private final long offsetMaxMillis;
  private final AtomicLong latest;
  private final AtomicLong bound;

  /**
   * A clock that has yet to be given a bound to issue readings: see {@link ClockBound#open}.
   *
   * @param floor everything issued here is above it
   */
  HybridClock(PhysicalClock physical, Duration offsetMax, HlcTimestamp floor) {
    this.physical = physical;
    this.offsetMaxMillis = offsetMax.toMillis();
    this.latest = new AtomicLong(floor.packed());
    this.bound = new AtomicLong(floor.packed());
  }

  /**
   * A clock without a persisted bound, for tests and for clients, which issue nothing that must
   * outlive them.
   */
  public static HybridClock unbounded(PhysicalClock physical, Duration offsetMax) {
    HybridClock clock = new HybridClock(physical, offsetMax, HlcTimestamp.MIN);
    clock.raiseBound(HlcTimestamp.MAX);
    return clock;
  }

  /** The next reading, or why there is none now. */
  public Tick tick() {
    while (true) {
      long last = latest.get();
      long wallMillis = physical.millis();
      HlcTimestamp next = new HlcTimestamp(Math.max(last + 1, packedWall(wallMillis)));
      long ahead = next.millis() - wallMillis;
      if (ahead > offsetMaxMillis) {
        return new Tick.Stalled(Tick.Why.AHEAD_OF_WALL, ahead);
      }
      HlcTimestamp limit = new HlcTimestamp(bound.get());
      if (next.isAfter(limit)) {
        return new Tick.Stalled(Tick.Why.BEYOND_BOUND, next.millis() - limit.millis());
      }
      if (latest.compareAndSet(last, next.packed())) {
        return new Tick.Issued(new ClockReading(next));
      }
    }
  }

  /**
   * Reserves {@code ticks} instants for one log entry and returns the first: above every reading
   * and stamp of this clock, and above {@code floor}.
   *
   * @param floor the greatest timestamp in the partition's log, and in the entry that is being
   *     stamped
   * @param ticks at least 1
   */
  public HlcTimestamp stampAfter(HlcTimestamp floor, int ticks) {
    if (ticks < 1) {
      throw new IllegalArgumentException("ticks " + ticks);
    }
    while (true) {
      long last = latest.get();
      long first = Math.max(Math.max(last, floor.packed()) + 1, packedWall(physical.millis()));
      if (latest.compareAndSet(last, Math.addExact(first, ticks - 1))) {
        return new HlcTimestamp(first);
      }
    }
  }

  /**
   * Takes in another server's reading, unless it is too far ahead. Never throws on a bad remote
   * clock: refusing a peer is the caller's decision.
   */
  public Observation observe(ClockReading remote) {
    long aheadMillis = remote.at().millis() - physical.millis();
    return aheadMillis > offsetMaxMillis
        ? new Observation.TooFarAhead(aheadMillis)
        : new Observation.Accepted(raiseTo(remote.at()));
  }

  /** Takes in a timestamp that stands in the own log or store: never refused, by no bound. */
  public void ratchet(HlcTimestamp fromOwnLog) {
    raiseTo(fromOwnLog);
  }

  /** The greatest timestamp issued or taken in so far. */
  public HlcTimestamp latest() {
    return new HlcTimestamp(latest.get());
  }

  /**
   * What this clock shows: the later of the wall and {@link #latest}. Issues nothing; for lag, and
   * never put into a message.
   */
  public HlcTimestamp now() {
    return new HlcTimestamp(Math.max(latest.get(), packedWall(physical.millis())));
  }

  void raiseBound(HlcTimestamp persisted) {
    bound.accumulateAndGet(persisted.packed(), Math::max);
  }

  private HlcTimestamp raiseTo(HlcTimestamp seen) {
    return new HlcTimestamp(latest.accumulateAndGet(seen.packed(), Math::max));
  }

  /** A wall before 1970 counts as 1970: the ratchet holds anyway. */
  private static long packedWall(long millis) {
    return HlcTimestamp.of(Math.max(0, millis), 0).packed();
  }
}
