package dev.isochrone.zone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.cluster.ReplicaStatus.LinkState;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private static final Path TABLE = Path.of("../docs/metrics.md");
  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(isochrone_[a-z_]+)` \\| ([a-z]+) \\|", Pattern.MULTILINE);
  private static final Pattern TOLD = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

  private long nanos;
  private long hits = 30;
  private final NodeTally tally = NodeTally.of(() -> nanos);
  private final NodeMetrics metrics = new NodeMetrics(this::status, tally);

  /** The table is for people, and would else be wrong by the second change. */
  @Test
  void documents_nameEveryMetric_itsType_andNoOther() throws IOException {
    assertThat(named(DOCUMENTED, Files.readString(TABLE))).isEqualTo(named(TOLD, page()));
  }

  @Test
  void metrics_areOurs_andTheirUnitsBaseUnits() {
    assertThat(named(TOLD, page()).keySet())
        .allMatch(name -> name.startsWith("isochrone_"))
        .noneMatch(name -> name.matches(".*_(millis|ms|nanos|kib|mib|percent|permille).*"));
  }

  @Test
  void requests_areOnThePage_byKindAndOutcome() {
    tally.clients().ended(RequestKind.PUT, RequestEnd.DONE, nanos);
    tally.clients().ended(RequestKind.PUT, RequestEnd.DONE, nanos);
    tally.clients().ended(RequestKind.BATCH, RequestEnd.of(RefusalCode.CONDITION_FAILED), nanos);
    tally.gateways().ended(RequestKind.GET_STRONG, RequestEnd.of(RefusalCode.NOT_LEADER), nanos);

    assertThat(page())
        .contains("isochrone_requests_total{kind=\"put\",outcome=\"done\"} 2.0")
        .contains("isochrone_requests_total{kind=\"batch\",outcome=\"CONDITION_FAILED\"} 1.0")
        .contains("isochrone_requests_total{kind=\"get_strong\",outcome=\"NOT_LEADER\"} 0.0")
        .contains("isochrone_forwarded_requests_total{kind=\"get_strong\"} 1.0");
  }

  @Test
  void times_areOnThePage_asAHistogramInSeconds() {
    nanos = Duration.ofMillis(1).toNanos();
    tally.clients().ended(RequestKind.PUT, RequestEnd.DONE, 0);
    nanos = Duration.ofMillis(40).toNanos();
    tally.clients().ended(RequestKind.PUT, RequestEnd.DONE, 0);
    nanos = Duration.ofSeconds(2).toNanos();
    tally.clients().ended(RequestKind.PUT, RequestEnd.of(RefusalCode.OUTCOME_UNKNOWN), 0);

    assertThat(page())
        .contains("isochrone_request_seconds_bucket{kind=\"put\",le=\"0.001\"} 1\n")
        .contains("isochrone_request_seconds_bucket{kind=\"put\",le=\"0.025\"} 1\n")
        .contains("isochrone_request_seconds_bucket{kind=\"put\",le=\"0.05\"} 2\n")
        .contains("isochrone_request_seconds_bucket{kind=\"put\",le=\"1.0\"} 2\n")
        .contains("isochrone_request_seconds_bucket{kind=\"put\",le=\"+Inf\"} 3\n")
        .contains("isochrone_request_seconds_count{kind=\"put\"} 3\n")
        .contains("isochrone_request_seconds_sum{kind=\"put\"} 2.041\n")
        .contains("isochrone_request_seconds_count{kind=\"scan\"} 0\n");
  }

  @Test
  void queueAndRowCache_areAsTheReplicaSaysAtEachLook() {
    assertThat(page())
        .contains("isochrone_queue_commands{partition=\"3\"} 7.0")
        .contains("isochrone_queue_bytes{partition=\"3\"} 900.0")
        .contains("isochrone_entries_in_flight{partition=\"3\"} 2.0")
        .contains("isochrone_row_cache_bytes{partition=\"3\"} 4096.0")
        .contains("isochrone_row_cache_hits_total{partition=\"3\"} 30.0")
        .contains("isochrone_row_cache_misses_total{partition=\"3\"} 10.0");

    hits = 31;

    assertThat(page()).contains("isochrone_row_cache_hits_total{partition=\"3\"} 31.0");
  }

  @Test
  void links_areOnThePage_withoutALagThatNobodyKnows() {
    assertThat(page())
        .contains("isochrone_link_lag_seconds{partition=\"3\",to_region=\"us-east\"} 1.5\n")
        .doesNotContain("isochrone_link_lag_seconds{partition=\"3\",to_region=\"ap-south\"}")
        .contains("isochrone_link_rows_behind{partition=\"3\",to_region=\"us-east\"} 1.0\n")
        .contains("isochrone_link_bytes_behind{partition=\"3\",to_region=\"us-east\"} 100.0\n")
        .contains("isochrone_link_rows_held_back{partition=\"3\",to_region=\"ap-south\"} 7.0\n")
        .contains("isochrone_link_streaming{partition=\"3\",to_region=\"us-east\"} 1.0\n")
        .contains("isochrone_link_streaming{partition=\"3\",to_region=\"ap-south\"} 0.0\n")
        .contains("isochrone_link_parked{partition=\"3\",to_region=\"ap-south\"} 1.0\n")
        .contains("isochrone_link_paused{partition=\"3\",to_region=\"ap-south\"} 0.0\n");
  }

  private static ReplicaStatus.Link link(
      String to, LinkState state, Optional<Duration> lag, long rows) {
    return new ReplicaStatus.Link(
        new Region(to), state, "", 4, new ReplicaStatus.Behind(lag, rows, 100 * rows), 7);
  }

  private String page() {
    return metrics.metrics().text();
  }

  private NodeStatus status() {
    return new NodeStatus(
        new Region("eu-west"), new NodeId("eu-west-a"), new HlcTimestamp(0), List.of(replica()));
  }

  private ReplicaStatus replica() {
    return new ReplicaStatus(
        3,
        new ReplicaStatus.Leadership(1, true, Optional.empty()),
        new ReplicaStatus.Progress(1, 20, 10, List.of()),
        new HlcTimestamp(0),
        new ReplicaStatus.Outbox(
            5,
            4,
            List.of(
                link("us-east", LinkState.STREAMING, Optional.of(Duration.ofMillis(1_500)), 1),
                link("ap-south", LinkState.PARKED, Optional.empty(), 0))),
        List.of(
            new ReplicaStatus.Arrived(
                new Region("us-east"),
                new OriginPartition(new Origin(2), 0),
                9,
                new HlcTimestamp(0),
                Duration.ofMillis(250))),
        List.of(new ReplicaStatus.RowCount(TableName.parse("cities"), new Region("eu-west"), 100)),
        new ReplicaStatus.Storage(1 << 20, 500, 10, 1 << 10),
        new ReplicaStatus.RowCache(hits, 10, 4_096),
        new ReplicaStatus.Queue(7, 900, 2),
        Bytes.wrap(new byte[ReplicaStatus.DIGEST_BYTES]));
  }

  private static Map<String, String> named(Pattern line, String text) {
    return line.matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                match -> match.group(1),
                (MatchResult match) -> match.group(2),
                (first, second) -> {
                  throw new AssertionError("named twice");
                },
                TreeMap::new));
  }
}
