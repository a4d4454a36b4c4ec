package dev.isochrone.server.tls;

import dev.isochrone.hlc.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which refused callers are worth a line in the log: one that tries again and again is told of once
 * a minute. Any thread.
 */
final class RefusedCallers {
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** More are forgotten, the longest known first; then a caller may be told of again. */
  static final int CALLERS_MAX = 1_024;

  private final Ticker ticker;
  private final Map<String, Long> toldNanos = new LinkedHashMap<>();

  RefusedCallers(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Whether this refusal of the caller is to be told. */
  synchronized boolean isNews(String caller) {
    long now = ticker.nanos();
    Long told = toldNanos.get(caller);
    if (told != null && now - told < SILENCE.toNanos()) {
      return false;
    }
    toldNanos.remove(caller);
    toldNanos.put(caller, now);
    if (toldNanos.size() > CALLERS_MAX) {
      toldNanos.remove(toldNanos.keySet().iterator().next());
    }
    return true;
  }
}
