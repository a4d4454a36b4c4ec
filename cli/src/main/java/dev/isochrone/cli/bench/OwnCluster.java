package dev.isochrone.cli.bench;

import dev.isochrone.cli.Main;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.local.LocalProcesses;
import dev.isochrone.local.NodeProgram;
import dev.isochrone.zone.config.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Three nodes of one region, as processes that live as long as the measurement. */
final class OwnCluster implements AutoCloseable {
  private final LocalProcesses processes;
  private final Optional<Path> toRemove;

  private OwnCluster(LocalProcesses processes, Optional<Path> toRemove) {
    this.processes = processes;
    this.toRemove = toRemove;
  }

  /**
   * Starts them and waits for their leader.
   *
   * @param dir for their data; without it a temporary one, which is removed at the end
   */
  static OwnCluster start(Optional<Path> dir, List<String> jvmOptions)
      throws IOException, InterruptedException {
    Path data = dir.isPresent() ? dir.get() : Files.createTempDirectory("isochrone-bench-");
    int nodes = BenchTable.regions().values().stream().mapToInt(List::size).sum();
    LocalProcesses processes =
        LocalProcesses.start(
            new LocalClusterConfig(
                "bench",
                data,
                FreePorts.baseFor(nodes),
                BenchTable.regions(),
                List.of(BenchTable.table()),
                LocalClusterConfig.Clocks.SYSTEM),
            NodeProgram.likeThisOne(
                Main.class.getName(), jvmOptions, new NodeFile.Engine(/* cache= */ null, null)));
    OwnCluster cluster =
        new OwnCluster(processes, dir.isPresent() ? Optional.empty() : Optional.of(data));
    try {
      var unused = processes.awaitLeaders();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      processes.close();
      throw failed;
    }
  }

  ClientConfig client() {
    return processes.clientOf(BenchTable.HOME);
  }

  /** Stops the nodes in order, so that what their JVMs record is written. */
  @Override
  public void close() throws IOException {
    try {
      processes.stop(processes.nodes());
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt(); // They are ended all the same, and not in order.
    } finally {
      processes.close();
    }
    if (toRemove.isPresent()) {
      try (Stream<Path> files = Files.walk(toRemove.get())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
