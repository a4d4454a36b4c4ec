package dev.isochrone.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusedCallersTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RefusedCallers refused = new RefusedCallers(nanos::get);

  @Test
  void caller_isNewsOnceAMinute_eachForItself() {
    assertThat(refused.isNews("10.0.0.1")).isTrue();
    assertThat(refused.isNews("10.0.0.1")).isFalse();
    assertThat(refused.isNews("10.0.0.2")).isTrue();

    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(refused.isNews("10.0.0.1")).isFalse();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(refused.isNews("10.0.0.1")).isTrue();
  }

  @Test
  void callers_beyondTheBound_areForgotten_theLongestKnownFirst() {
    for (int i = 0; i <= RefusedCallers.CALLERS_MAX; i++) {
      assertThat(refused.isNews("caller " + i)).isTrue();
    }

    assertThat(refused.isNews("caller 1")).isFalse();
    assertThat(refused.isNews("caller 0")).isTrue();
  }
}
