package dev.isochrone.hlc;

import java.io.IOException;
import java.time.Duration;

/**
 * Keeps a clock's persisted upper bound ahead of what it issues, so that a restart begins above
 * everything ever issued, even if the wall was set back meanwhile.
 *
 * <p>A clock opened after an unclean stop starts at the bound, up to {@link #AHEAD} above the wall,
 * and is stalled until the wall has come near: it serves reads meanwhile and issues no readings. A
 * clean {@link #close} lowers the bound to what was issued, so that a planned restart does not
 * wait.
 *
 * <p>The bound follows the wall, not the clock: no reading is further above the wall than the max
 * offset, so that suffices, and a server that crashes again and again does not push its bound on by
 * another {@link #AHEAD} each time.
 *
 * <p>One thread calls {@link #extend} and {@link #close}; any thread may use {@link #clock}.
 */
public final class ClockBound implements AutoCloseable {
  /**
   * How far the bound runs ahead of the wall when it is moved. It is moved when less than half is
   * left, so with the max offset of 500 ms a clock may stall if {@link #extend} is not called for a
   * second.
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
  private boolean closed;

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

  /** The clock that is kept; issues no readings after {@link #close}. */
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
    if (closed) {
      throw new IllegalStateException("the clock's bound is closed");
    }
    long wallMillis = clock.wall().millis();
    if (saved.millis() - wallMillis < AHEAD.toMillis() / 2) {
      HlcTimestamp next = HlcTimestamp.of(wallMillis + AHEAD.toMillis(), 0);
      store.save(next);
      saved = next;
      clock.raiseBound(next);
    }
  }

  /**
   * Ends the issuing of readings, whoever still asks, and saves the last one as the bound. A second
   * call does nothing.
   *
   * @throws IOException the bound stays where it was: above what was issued, so the next start is
   *     safe and may wait
   */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      store.save(clock.seal());
    }
  }
}
