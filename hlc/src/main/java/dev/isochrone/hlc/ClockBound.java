package dev.isochrone.hlc;

import java.io.IOException;
import java.time.Duration;

/**
 * Keeps a clock's persisted upper bound ahead of what it issues, so that a restart begins above
 * everything ever issued, even if the wall was set back meanwhile.
 *
 * <p>A clock opened after an unclean stop starts at the bound, up to {@link #AHEAD} above the wall,
 * and is stalled until the wall has come near: it serves reads meanwhile and stamps nothing. A
 * clean {@link #close} lowers the bound to what was issued, so that a planned restart does not
 * wait.
 *
 * <p>One thread calls {@link #extend} and {@link #close}.
 */
public final class ClockBound implements AutoCloseable {
  /**
   * How far the bound runs ahead. Six {@link #extend} intervals of 500 ms may be missed before the
   * clock stalls.
   */
  public static final Duration AHEAD = Duration.ofSeconds(3);

  /** Where the bound is kept. */
  public interface Store {
    /**
     * The last saved bound; {@link HlcTimestamp#MIN} if there never was one. A damaged bound is an
     * {@link IOException}, never MIN.
     */
    HlcTimestamp load() throws IOException;

    /** On return the bound outlives a loss of power. */
    void save(HlcTimestamp bound) throws IOException;
  }

  private final Store store;
  private final HybridClock clock;
  private HlcTimestamp saved;

  private ClockBound(Store store, HybridClock clock, HlcTimestamp saved) {
    this.store = store;
    this.clock = clock;
    this.saved = saved;
  }

  /** Opens a clock above the stored bound, and saves the next bound before it issues anything. */
  public static ClockBound open(Store store, PhysicalClock physical, Duration offsetMax)
      throws IOException {
    HlcTimestamp floor = store.load();
    ClockBound bound = new ClockBound(store, new HybridClock(physical, offsetMax, floor), floor);
    bound.extend();
    return bound;
  }

  public HybridClock clock() {
    return clock;
  }

  /**
   * Moves the bound on if less than half of {@link #AHEAD} is left. To be called at least every 500
   * ms.
   *
   * @throws IOException the bound stays where it was; the clock will stall at it rather than pass
   *     it
   */
  public void extend() throws IOException {
    HlcTimestamp now = clock.now();
    long leftMillis = saved.millis() - now.millis();
    if (leftMillis < AHEAD.toMillis() / 2) {
      save(HlcTimestamp.of(now.millis() + AHEAD.toMillis(), 0));
    }
  }

  /**
   * Saves what was really issued as the bound. The clock must not be used afterwards; a reading
   * that it issues all the same may come again.
   */
  @Override
  public void close() throws IOException {
    HlcTimestamp issued = clock.latest();
    store.save(issued);
    saved = issued;
  }

  private void save(HlcTimestamp bound) throws IOException {
    store.save(bound);
    saved = bound;
    clock.raiseBound(bound);
  }
}
