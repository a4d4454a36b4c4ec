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
import dev.isochrone.server.metrics.JvmMeters;
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
      Pattern.compile(
          "^\\| `(isochrone_(?!controller_)[a-z_]+)` \\| ([a-z]+) \\|", Pattern.MULTILINE);
  private static final Pattern TOLD = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

  private static final String TO_US = "{dst=\"us-east\",partition=\"3\",src=\"eu-west\"}";
  private static final String TO_AP = "{dst=\"ap-south\",partition=\"3\",src=\"eu-west\"}";
  private static final String STREAMING = ",state=\"streaming\"}";

  private long nanos;
  private long hits = 30;
  private final NodeTally tally = NodeTally.of(() -> nanos);
  private final NodeMetrics metrics = new NodeMetrics(this::status, tally, () -> 4);

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
        .contains("isochrone_replication_lag_seconds" + TO_US + " 1.5\n")
        .doesNotContain("isochrone_replication_lag_seconds" + TO_AP)
        .contains("isochrone_replication_lag_ops" + TO_US + " 1.0\n")
        .contains("isochrone_outbox_bytes" + TO_US + " 100.0\n")
        .contains("isochrone_link_state" + TO_US.replace("}", STREAMING) + " 1.0\n")
        .contains("isochrone_link_state" + TO_AP.replace("}", STREAMING) + " 0.0\n")
        .contains("isochrone_link_state" + TO_AP.replace("}", ",state=\"parked\"}") + " 1.0\n");
  }

  @Test
  void frontierAndClosedTime_areAges_inSeconds() {
    assertThat(page())
        .contains(
            "isochrone_replication_frontier_seconds{dst=\"eu-west\",partition=\"3\",src=\"us-east\",src_partition=\"0\"}"
                + " 0.25\n")
        .contains("isochrone_closed_ts_lag_seconds{partition=\"3\"} 3.0\n");
  }

  @Test
  void residencyAndClockRefusals_areCounted_andEventualReads_byWhoServedThem() {
    tally.clients().ended(RequestKind.GET_STRONG, RequestEnd.of(RefusalCode.NOT_RESIDENT), nanos);
    tally.clients().ended(RequestKind.GET_EVENTUAL, RequestEnd.DONE, nanos);
    tally.clients().ended(RequestKind.GET_EVENTUAL, RequestEnd.DONE, nanos);
    tally.clients().ended(RequestKind.GET_EVENTUAL, RequestEnd.of(RefusalCode.NOT_HOME), nanos);

    assertThat(page())
        .contains("isochrone_residency_denied_total{dst=\"ap-south\",path=\"replication\"} 7.0\n")
        .contains("isochrone_residency_denied_total{dst=\"eu-west\",path=\"request\"} 1.0\n")
        .contains("isochrone_follower_reads_total{result=\"served\"} 2.0\n")
        .contains("isochrone_follower_reads_total{result=\"redirected\"} 1.0\n")
        .contains("isochrone_hlc_rejected_total 4.0\n");
  }

  @Test
  void jvm_isOnThePage_onceItIsBound_asTheDocumentsSay() throws IOException {
    Pattern listed = Pattern.compile("^\\| `((?:jvm|process|system)_[a-z_]+)` ", Pattern.MULTILINE);
    List<String> documented =
        listed.matcher(Files.readString(TABLE)).results().map(found -> found.group(1)).toList();
    try (JvmMeters bound = JvmMeters.bind(metrics.registry())) {
      assertThat(bound).isNotNull();
      assertThat(documented).hasSizeGreaterThan(5);
      assertThat(named(TOLD, page()).keySet()).containsAll(documented);
    }
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
        new Region("eu-west"),
        new NodeId("eu-west-a"),
        HlcTimestamp.of(5_000, 0),
        List.of(replica()));
  }

  private ReplicaStatus replica() {
    return new ReplicaStatus(
        3,
        new ReplicaStatus.Leadership(1, true, Optional.empty()),
        new ReplicaStatus.Progress(1, 20, 10, List.of()),
        HlcTimestamp.of(2_000, 0),
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
