package dev.isochrone.cli.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Command;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("worlds")
class TransferCommandTest {
  private static final Region EU = new Region("eu-west");

  @TempDir Path dir;

  @Test
  void leadership_goesWhereItIsTold_andAgain_andMistakesAreNamed() throws Exception {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    int base = FreePorts.baseFor(3);
    LocalClusterConfig config =
        new LocalClusterConfig(
            "test",
            dir,
            base,
            new TreeMap<>(Map.of(EU, List.of(new Zone("a"), new Zone("b"), new Zone("c")))),
            List.of(),
            LocalClusterConfig.Clocks.SYSTEM);
    try (LocalCluster cluster = LocalCluster.start(config, (node, fault) -> faults.add(fault))) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(cluster::hasLeaders);
      NodeId from = leader(cluster);
      NodeId to =
          cluster.nodes().stream().filter(node -> !node.equals(from)).findFirst().orElseThrow();
      String endpoint = "127.0.0.1:" + base;

      Command moved = transfer(endpoint, "eu-west", "0", to.name());
      assertThat(moved.code()).as(moved.err() + moved.out()).isZero();
      assertThat(moved.out()).containsPattern("led by +" + from).containsPattern("now +" + to);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> cluster.node(to).map(node -> node.takesWrites(0)).orElse(false));
      assertThat(transfer(endpoint, "eu-west", "0", to.name()).out()).contains("led already");

      Command stranger = transfer(endpoint, "eu-west", "0", "us-east-a");
      assertThat(stranger.code()).isEqualTo(ExitCode.INPUT.number());
      assertThat(stranger.err()).contains("its replicas on eu-west-a, eu-west-b, eu-west-c");
      assertThat(transfer(endpoint, "eu-west", "4", to.name()).err()).contains("partitions 0 to 0");
      assertThat(transfer(endpoint, "mars", "0", to.name()).err()).contains("no region mars");

      // A cluster whose tables stand in a file says so, instead of trying.
      assertThat(
              Command.at(endpoint, "table", "create", "t", "--key", "id", "--pinned", "eu-west")
                  .err())
          .contains("NOT_SUPPORTED", "no controllers");
    }
    assertThat(faults).isEmpty();
  }

  private static Command transfer(String endpoint, String region, String partition, String to) {
    return Command.at(
        endpoint, "leader", "transfer", "--region", region, "--partition", partition, "--to", to);
  }

  private static NodeId leader(LocalCluster cluster) {
    return cluster.nodes().stream()
        .filter(id -> cluster.node(id).map(node -> node.takesWrites(0)).orElse(false))
        .findAny()
        .orElseThrow();
  }
}
