package dev.isochrone.zone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.zone.partition.WriteLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteLimitsTest {
  private static final int MIB = 1 << 20;

  @Test
  void defaults_fitEachOther_andTheirSurroundings() {
    assertThatCode(
            () -> {
              WriteLimits.DEFAULT.requireWithin(
                  GroupConfig.DEFAULT, ListenConfig.Limits.DEFAULT.messageBytesMax());
              WriteLimits.DEFAULT.requireWithin(
                  GroupConfig.DEFAULT, ChannelConfig.DEFAULT.messageBytesMax());
            })
        .doesNotThrowAnyException();
  }

  @Test
  void limitsThatDoNotFitEachOther_areRefused() {
    assertThatThrownBy(() -> new WriteLimits(MIB, 2 * MIB, 2 * MIB))
        .hasMessageContaining("a write and its entry");
    assertThatThrownBy(() -> new WriteLimits(MIB, MIB, 2 * MIB))
        .hasMessageContaining("a document and what stands around it");
    assertThatThrownBy(() -> new WriteLimits(2 * MIB, 4 * MIB, 8 * MIB))
        .hasMessageContaining("a document");
    assertThatThrownBy(() -> new WriteLimits(1_000, 100_000, 2 * MIB))
        .hasMessageContaining("another region's record");
  }

  @Test
  void surroundingsThatTakeLess_areRefused() {
    GroupConfig small =
        new GroupConfig(
            Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), 2 * MIB - 1);

    assertThatThrownBy(() -> WriteLimits.DEFAULT.requireWithin(small, 4 * MIB))
        .hasMessageContaining("an entry in the log");
    assertThatThrownBy(() -> WriteLimits.DEFAULT.requireWithin(GroupConfig.DEFAULT, 3 * MIB))
        .hasMessageContaining("a write as a message");
  }
}
