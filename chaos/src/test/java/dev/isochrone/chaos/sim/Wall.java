package dev.isochrone.chaos.sim;

import dev.isochrone.hlc.PhysicalClock;

/** A machine's wall clock: off by something, too fast or too slow, and moved by hand. */
final class Wall implements PhysicalClock {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final long MILLION = 1_000_000;

  private final Stage stage;
  private long sinceMillis;
  private long offsetMillis;
  private long driftPerMillion;

  Wall(Stage stage, long offsetMillis) {
    this.stage = stage;
    this.offsetMillis = offsetMillis;
  }

  @Override
  public long millis() {
    return BEGIN + stage.millis() + offset();
  }

  void jump(long millis) {
    offsetMillis = offset() + millis;
    sinceMillis = stage.millis();
  }

  void drift(long perMillion) {
    jump(0);
    driftPerMillion = perMillion;
  }

  /** Its time service is back. */
  void mend() {
    drift(0);
    offsetMillis = 0;
  }

  private long offset() {
    return offsetMillis + (stage.millis() - sinceMillis) * driftPerMillion / MILLION;
  }
}
