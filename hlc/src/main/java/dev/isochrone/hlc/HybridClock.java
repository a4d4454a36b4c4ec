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
 * is above the bound. Stamps may be: the log they stand in keeps them from coming again.
 */
public final class HybridClock {
  /** Differences between the clocks of servers up to here are taken as they are. */
  public static final Duration OFFSET_MAX = Duration.ofMillis(500);

  /** The bound of a clock that issues no more: below every timestamp. */
  private static final long SEALED = -1;

  private final PhysicalClock physical;
  private final long offsetMaxMillis;
  private final AtomicLong latest;
  private final AtomicLong bound;

  /**
   * A clock that issues no readings until it is given a bound: see {@link ClockBound#open}.
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
      HlcTimestamp last = latest();
      HlcTimestamp wall = wall();
      HlcTimestamp next = last.equals(HlcTimestamp.MAX) ? last : last.next().max(wall);
      long aheadMillis = next.millis() - wall.millis();
      if (aheadMillis > offsetMaxMillis || next.equals(last)) {
        return new Tick.Stalled(Tick.Why.AHEAD_OF_WALL, aheadMillis);
      }
      long limit = bound.get();
      if (next.packed() > limit) {
        return beyond(limit, next);
      }
      if (latest.compareAndSet(last.packed(), next.packed())) {
        // Looked at again, since the clock may have been sealed in between.
        return bound.get() == SEALED
            ? beyond(SEALED, next)
            : new Tick.Issued(new ClockReading(next));
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
   * @throws ArithmeticException at the end of time, in the year 6429; nothing was reserved
   */
  public HlcTimestamp stampAfter(HlcTimestamp floor, int ticks) {
    if (ticks < 1) {
      throw new IllegalArgumentException("ticks " + ticks);
    }
    while (true) {
      HlcTimestamp last = latest();
      HlcTimestamp first = last.max(floor).next().max(wall());
      if (latest.compareAndSet(last.packed(), first.plus(ticks - 1L).packed())) {
        return first;
      }
    }
  }

  /**
   * Takes in another server's reading, unless it is too far ahead. Never throws on a bad remote
   * clock: refusing a peer is the caller's decision.
   */
  public Observation observe(ClockReading remote) {
    long aheadMillis = remote.at().millis() - wall().millis();
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
    return latest().max(wall());
  }

  /** What the wall shows. Before 1970 it counts as 1970: the ratchet holds anyway. */
  HlcTimestamp wall() {
    long millis = Math.min(Math.max(0, physical.millis()), HlcTimestamp.MILLIS_MAX);
    return HlcTimestamp.of(millis, 0);
  }

  void raiseBound(HlcTimestamp persisted) {
    bound.accumulateAndGet(persisted.packed(), Math::max);
  }

  /**
   * Ends the issuing of readings, for good.
   *
   * @return a timestamp at or above every reading that was or will be issued
   */
  HlcTimestamp seal() {
    // A tick that advances the clock after the second line looks at the bound after the first one.
    bound.set(SEALED);
    return latest();
  }

  private static Tick beyond(long limit, HlcTimestamp next) {
    return limit == SEALED
        ? new Tick.Stalled(Tick.Why.CLOSED, 0)
        : new Tick.Stalled(Tick.Why.BEYOND_BOUND, next.millis() - new HlcTimestamp(limit).millis());
  }

  private HlcTimestamp raiseTo(HlcTimestamp seen) {
    return new HlcTimestamp(latest.accumulateAndGet(seen.packed(), Math::max));
  }
}
