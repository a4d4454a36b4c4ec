package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.bench.BenchTable;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.local.LocalProcesses;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Three nodes of one region, each a process; clients that write; rounds of {@code kill -9}: any
 * node, the leader in the middle of load, all three at once. After each round the nodes come back
 * from their disks, and everything that clients were told, in this round and all before, must hold.
 *
 * <p>Three rounds with every build; {@code -Ddrill.rounds=20} for more, {@code -Ddrill.seed=N} for
 * other victims.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class KillDrillTest {
  private static final int ROUNDS = Integer.getInteger("drill.rounds", 3);
  private static final long SEED = Long.getLong("drill.seed", 1);

  /** Acknowledged writes before and after the kill of a round, so that it is in the middle. */
  private static final int WRITES = 60;

  /** Reads at once. */
  private static final int READS = 128;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private final Load load = new Load();

  /** Who is killed, round after round. */
  private enum Victims {
    ANY_ONE,
    LEADER,
    ALL;

    static Victims of(int round) {
      return values()[round % values().length];
    }
  }

  @Test
  @Timeout(1_800)
  void nodesKilledUnderLoad_loseNothing_applyNothingTwice_andAgree(@TempDir Path dir)
      throws Exception {
    try (LocalProcesses processes = start(dir)) {
      for (int round = 0; round < ROUNDS; round++) {
        Victims victims = Victims.of(round);
        round(processes, victims);
        assertThat(violations(processes)).as("round %d, %s", round, victims).isEmpty();
      }
    }
    assertThat(load.history().increments()).isNotEmpty();
  }

  private static LocalProcesses start(Path dir) throws Exception {
    return LocalProcesses.start(
        new LocalClusterConfig(
            "drill",
            dir,
            FreePorts.baseFor(3),
            BenchTable.regions(),
            List.of(BenchTable.table()),
            LocalClusterConfig.Clocks.SYSTEM),
        Installed.program());
  }

  private void round(LocalProcesses processes, Victims victims) throws Exception {
    List<NodeId> killed = named(victims, processes);
    try (IsochroneClient client = client(processes)) {
      load.start(client);
      try {
        awaitWrites();
        processes.kill(killed);
        if (killed.size() == 1) {
          awaitWrites(); // Two of three go on.
        }
        processes.start(killed);
        awaitWrites();
      } finally {
        load.stop();
      }
    }
    assertThat(load.defects()).isEmpty();
  }

  private List<NodeId> named(Victims victims, LocalProcesses processes) throws Exception {
    List<NodeId> nodes = processes.nodes();
    return switch (victims) {
      case ANY_ONE -> List.of(nodes.get(random.nextInt(nodes.size())));
      case LEADER -> List.copyOf(processes.awaitLeaders().values());
      case ALL -> nodes;
    };
  }

  private void awaitWrites() {
    long enough = load.acknowledged() + WRITES;
    await().until(() -> load.acknowledged() >= enough || !load.defects().isEmpty());
  }

  private List<String> violations(LocalProcesses processes) throws Exception {
    History history = load.history();
    Map<String, Long> values;
    try (IsochroneClient client = client(processes)) {
      values = values(client.table("bench"), history);
    }
    List<Found.Replica> replicas =
        await()
            .until(
                () -> replicas(processes),
                all ->
                    all.size() == processes.nodes().size()
                        && all.stream().map(Found.Replica::appliedIndex).distinct().count() == 1);
    return Judge.violations(history, new Found(values, replicas));
  }

  /** Strong reads of all rows, some at a time. */
  private static Map<String, Long> values(Table table, History history) {
    List<String> rows =
        Stream.concat(history.writes().stream().map(History.Write::row), Load.COUNTERS.stream())
            .toList();
    Map<String, Long> values = new HashMap<>();
    for (int from = 0; from < rows.size(); from += READS) {
      Map<String, CompletableFuture<ReadAnswer>> reads = new HashMap<>();
      for (String row : rows.subList(from, Math.min(from + READS, rows.size()))) {
        reads.put(row, table.getAsync(new KeyForm.Text(row), Consistency.STRONG));
      }
      reads.forEach(
          (row, read) ->
              read.join().document().ifPresent(found -> values.put(row, Load.number(found))));
    }
    return values;
  }

  private static List<Found.Replica> replicas(LocalProcesses processes) throws Exception {
    List<Found.Replica> replicas = new ArrayList<>();
    for (Outcome<NodeStatus> status : processes.status().values()) {
      if (status instanceof Outcome.Done<NodeStatus> done) {
        for (ReplicaStatus replica : done.value().replicas()) {
          replicas.add(
              new Found.Replica(
                  done.value().node(), replica.progress().appliedIndex(), replica.digest()));
        }
      }
    }
    return replicas;
  }

  private static IsochroneClient client(LocalProcesses processes) throws Exception {
    return IsochroneClient.connect(
        processes.clientOf(BenchTable.HOME).within(Duration.ofSeconds(20)));
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }
}
