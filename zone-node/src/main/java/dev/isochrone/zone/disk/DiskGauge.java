package dev.isochrone.zone.disk;

import dev.isochrone.hlc.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how full the node's disk is. One thread checks, any asks: asking is one volatile read.
 */
public final class DiskGauge {
  private static final Logger LOG = LoggerFactory.getLogger(DiskGauge.class);

  private final DiskSpace disk;
  private final DiskWatermarks marks;
  private final Ticker ticker;

  // The checking thread's.
  private boolean warned;
  private boolean unreadable;

  private volatile double used;
  private volatile boolean full;
  private volatile long fullSinceNanos;

  /** Says that the disk is empty until the first {@link #check}. */
  public DiskGauge(DiskSpace disk, DiskWatermarks marks, Ticker ticker) {
    this.disk = disk;
    this.marks = marks;
    this.ticker = ticker;
  }

  /** To be called every second or so. What can't be read stays as it was known. */
  public void check() {
    try {
      used = disk.usedFraction();
      unreadable = false;
    } catch (IOException failed) {
      if (!unreadable) {
        LOG.warn("how full the disk is can't be read", failed);
      }
      unreadable = true;
      return;
    }
    judge(used);
  }

  private void judge(double now) {
    if (now >= marks.warn() && !warned) {
      LOG.warn(
          "the disk is {} full; at {} writes are refused", percent(now), percent(marks.refuse()));
    }
    warned = now >= marks.warn();
    if (!full && now >= marks.refuse()) {
      fullSinceNanos = ticker.nanos();
      full = true;
      LOG.error("the disk is {} full: writes are refused", percent(now));
    } else if (full && now < marks.resume()) {
      full = false;
      LOG.info("the disk is {} full: writes are taken again", percent(now));
    }
  }

  /** Whether writes are to be refused. */
  public boolean isFull() {
    return full;
  }

  /** For how long writes have been refused; empty if they are taken. */
  public Optional<Duration> refuses() {
    return full
        ? Optional.of(Duration.ofNanos(Math.max(0, ticker.nanos() - fullSinceNanos)))
        : Optional.empty();
  }

  /** As of the last check, from 0 to 1. */
  public double usedFraction() {
    return used;
  }

  private static String percent(double fraction) {
    return "%.1f %%".formatted(100 * fraction);
  }
}
