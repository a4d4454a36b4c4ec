package dev.isochrone.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ControllerRollTest {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void controllerThatIsGone_isMissed_andIsThereAgainOnceItAnswers() throws Exception {
    RpcServer there = RpcServer.listen(ListenConfig.loopback(0), List.of());
    Address at = new Address("127.0.0.1", there.port());
    try (Channels channels =
        Channels.open(ChannelConfig.DEFAULT, Ticker.system(), Optional.empty())) {
      ControllerRoll roll = new ControllerRoll(new Controllers(channels, List.of(at)), nanos::get);
      assertThat(roll.heard()).containsExactly(new NodeStatus.Controller(at, Duration.ZERO));

      there.cutOff();
      nanos.set(Duration.ofSeconds(9).toNanos());
      roll.call();
      await()
          .untilAsserted(
              () ->
                  assertThat(roll.heard())
                      .containsExactly(new NodeStatus.Controller(at, Duration.ofSeconds(9))));

      try (RpcServer again = RpcServer.listen(ListenConfig.loopback(at.port()), List.of())) {
        assertThat(again.port()).isEqualTo(at.port());
        await()
            .untilAsserted(
                () -> {
                  roll.call();
                  assertThat(roll.heard())
                      .containsExactly(new NodeStatus.Controller(at, Duration.ZERO));
                });
      }
    }
  }
}
