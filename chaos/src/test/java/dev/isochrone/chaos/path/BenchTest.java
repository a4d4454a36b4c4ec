package dev.isochrone.chaos.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isochrone.cli.Main;
import dev.isochrone.cli.bench.BenchTable;
import dev.isochrone.cli.bench.Workload;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The command {@code bench}, at its shortest: that every workload runs, not how fast. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class BenchTest {
  @Test
  void everyWorkload_isMeasured_andNothingRefused(@TempDir Path dir) throws Exception {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    LocalClusterConfig config =
        new LocalClusterConfig(
            "test",
            dir,
            World.freePorts(),
            BenchTable.regions(),
            List.of(BenchTable.table()),
            LocalClusterConfig.Clocks.SYSTEM);
    JsonNode report;
    try (LocalCluster cluster = LocalCluster.start(config, (node, fault) -> faults.add(fault))) {
      World.await().until(cluster::hasLeaders);
      report = bench("127.0.0.1:" + config.portBase());
    }

    assertThat(faults).isEmpty();
    assertThat(report.get("figures")).hasSize(Workload.values().length);
    for (JsonNode figure : report.get("figures")) {
      String operation = figure.get("operation").textValue();
      double rate = figure.get("rate").doubleValue();
      assertThat(rate).as(operation).isPositive();
      // Two conditional puts of one row may be under way at once.
      assertThat(figure.get("refused").fieldNames())
          .toIterable()
          .as(operation)
          .isSubsetOf(operation.equals("conditional-put") ? Set.of("CONDITION_FAILED") : Set.of());
      assertThat(figure.has("rows_rate")).isEqualTo(operation.equals("scan"));
      if (operation.equals("scan")) {
        // Of 200 rows, some 40 begin so near the end that they find fewer than 40 behind them.
        assertThat(figure.get("rows_rate").doubleValue()).isBetween(30 * rate, 40 * rate);
      }
    }
  }

  private static JsonNode bench(String endpoint) throws Exception {
    String workloads =
        Arrays.stream(Workload.values()).map(Workload::toString).collect(Collectors.joining(","));
    String settings = "--keys 200 --scan-rows 40 -w 4 --warm 0s --seconds 1 --repeat 1 -o json";
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String line = "bench --endpoints " + endpoint + " --workload " + workloads + " " + settings;
    int exitCode =
        Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line.split(" ", -1));
    assertThat(exitCode).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }
}
