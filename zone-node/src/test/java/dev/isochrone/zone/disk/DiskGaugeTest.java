package dev.isochrone.zone.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGaugeTest {
  private double used;
  private boolean readable = true;
  private long nanos;
  private final DiskGauge gauge =
      new DiskGauge(
          () -> {
            if (!readable) {
              throw new IOException("the test's disk");
            }
            return used;
          },
          DiskWatermarks.DEFAULT,
          () -> nanos);

  @Test
  void disk_isFullFromItsMarkOn_andUntilItIsWellBelow() {
    assertThat(fullAt(0.919)).isFalse();
    assertThat(fullAt(0.92)).isTrue();
    assertThat(fullAt(0.91)).isTrue();
    assertThat(fullAt(0.90)).isTrue();
    assertThat(fullAt(0.899)).isFalse();
    assertThat(fullAt(0.91)).isFalse();
    assertThat(fullAt(1)).isTrue();
  }

  @Test
  void disk_saysForHowLongItHasRefused() {
    assertThat(gauge.refuses()).isEmpty();
    nanos = 1_000;
    assertThat(fullAt(0.95)).isTrue();
    nanos = 3_000;
    assertThat(fullAt(0.96)).isTrue();
    assertThat(gauge.refuses()).contains(Duration.ofNanos(2_000));

    assertThat(fullAt(0.5)).isFalse();
    assertThat(gauge.refuses()).isEmpty();
  }

  @Test
  void diskThatCanNotBeRead_staysAsItWasKnown() {
    assertThat(fullAt(0.95)).isTrue();
    readable = false;

    assertThat(fullAt(0.1)).isTrue();
    assertThat(gauge.usedFraction()).isEqualTo(0.95);

    readable = true;
    assertThat(fullAt(0.1)).isFalse();
  }

  @Test
  void thisMachinesDisk_hasAFraction(@TempDir Path directory) throws IOException {
    assertThat(DiskSpace.of(directory).usedFraction()).isBetween(0.0, 1.0);
  }

  @Test
  void marksOutOfOrder_areRefused() {
    assertThatThrownBy(() -> new DiskWatermarks(0.85, 0.92, 0.92))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DiskWatermarks(0.91, 0.92, 0.90))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DiskWatermarks(0.85, 1.1, 0.90))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private boolean fullAt(double fraction) {
    used = fraction;
    gauge.check();
    return gauge.isFull();
  }
}
