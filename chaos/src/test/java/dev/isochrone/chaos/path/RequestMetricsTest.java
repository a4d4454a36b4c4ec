package dev.isochrone.chaos.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.cli.Main;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.Table;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.metrics.NodeMetrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One region of one node, a client, and the node's page of metrics. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class RequestMetricsTest {
  private static final Document CITY = Document.of(Map.of("name", new Value.Text("Lyon")));

  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  @Test
  void requestsOfAClient_areOnThePage_byKindAndOutcome(@TempDir Path dir) throws Exception {
    LocalClusterConfig config = config(dir);
    try (LocalCluster cluster = LocalCluster.start(config, (id, fault) -> faults.add(fault))) {
      World.await().until(cluster::hasLeaders);
      ZoneNode node = cluster.node(cluster.nodes().get(0)).orElseThrow();
      NodeMetrics metrics = node.metrics();
      String endpoint = "127.0.0.1:" + config.portBase();
      try (IsochroneClient client = IsochroneClient.connect(ClientConfig.to(endpoint))) {
        use(client.table("cities"));
      }

      assertThat(metrics.metrics().text())
          .contains("isochrone_requests_total{kind=\"put\",outcome=\"done\"} 2.0\n")
          .contains("isochrone_requests_total{kind=\"delete\",outcome=\"done\"} 1.0\n")
          .contains("isochrone_requests_total{kind=\"get_strong\",outcome=\"done\"} 1.0\n")
          .contains("isochrone_requests_total{kind=\"get_leased\",outcome=\"done\"} 1.0\n")
          .contains("isochrone_requests_total{kind=\"get_eventual\",outcome=\"done\"} 3.0\n")
          .contains("isochrone_requests_total{kind=\"get_other\",outcome=\"NOT_SUPPORTED\"} 1.0\n")
          .contains("isochrone_requests_total{kind=\"scan\",outcome=\"done\"} 1.0\n")
          .contains("isochrone_request_seconds_count{kind=\"put\"} 2\n")
          .contains("isochrone_queue_commands{partition=\"0\"} 0.0\n")
          .doesNotContain("Lyon")
          .doesNotContain("FR");
      assertThat(say("status", "--endpoints", endpoint)).contains("CACHE HITS");
      assertThat(say("status", "-o", "json", "--endpoints", endpoint))
          .contains("\"row_cache_hits\":", "\"row_cache_misses\":", "\"queued_commands\":0");
    }
    assertThat(faults).isEmpty();
  }

  private static void use(Table table) throws RefusedException {
    table.put("FR/1", CITY);
    table.put("FR/2", CITY);
    table.delete("FR/2");
    table.get("FR/1", Consistency.STRONG);
    table.get("FR/1", Consistency.LEASED);
    for (int i = 0; i < 3; i++) {
      table.get("FR/1", Consistency.EVENTUAL);
    }
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> table.get("FR/1", Consistency.BOUNDED_STALENESS));
    assertThat(refused.refusal().code()).isEqualTo(RefusalCode.NOT_SUPPORTED);
    try (RowScan scan = table.scan(ScanRange.ALL)) {
      while (scan.next().isPresent()) {
        assertThat(scan.header()).isPresent();
      }
    }
  }

  private static LocalClusterConfig config(Path dir) throws Exception {
    TableSpec demo = DemoTable.cities();
    TableSpec cities =
        new TableSpec(
            demo.id(),
            demo.name(),
            demo.key(),
            demo.partitionKeyColumns(),
            demo.columns(),
            new TableSpec.Placement(
                TableLocality.REGIONAL_BY_TABLE,
                new HomeRule.Pinned(DemoTable.EU_WEST),
                Partitioning.HASH),
            demo.versions());
    return new LocalClusterConfig(
        "metrics",
        dir,
        FreePorts.baseFor(1),
        new TreeMap<>(Map.of(DemoTable.EU_WEST, List.of(new Zone("a")))),
        List.of(cities),
        LocalClusterConfig.Clocks.SYSTEM);
  }

  private static String say(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertThat(exitCode).as(err.toString()).isZero();
    return out.toString();
  }
}
