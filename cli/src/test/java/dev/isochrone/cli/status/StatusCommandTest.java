package dev.isochrone.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.NodeId;
import dev.isochrone.wire.cluster.ReplicaStatus.Progress;
import dev.isochrone.wire.cluster.ReplicaStatus.StandingStill;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
  @Test
  void applied_isTheIndex_markedWhereSomebodyStandsStill() {
    StandingStill one = new StandingStill(new NodeId("eu-west-c"), Duration.ofMillis(42_900));
    StandingStill two = new StandingStill(new NodeId("eu-west-b"), Duration.ofSeconds(11));

    assertThat(StatusCommand.applied(new Progress(3, 4_711, 4_700, List.of()))).isEqualTo("4711");
    assertThat(StatusCommand.applied(new Progress(3, 4_711, 4_700, List.of(one, two))))
        .isEqualTo("4711 (eu-west-c still for 42 s, eu-west-b still for 11 s)");
  }
}
