package dev.isochrone.zone.metrics;

import dev.isochrone.server.http.HttpPage;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The state of a node's replicas as gauges, read anew at each scrape: nothing is counted on the way
 * of a request. One thread at a time: the pages are synchronized.
 */
public final class NodeMetrics {
  private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<NodeStatus> status;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<MultiGauge, ToDoubleFunction<ReplicaStatus>> gauges = new LinkedHashMap<>();
  private final MultiGauge lag;

  /**
   * The metrics of a node.
   *
   * @param status as the node is now
   */
  public NodeMetrics(Supplier<NodeStatus> status) {
    this.status = status;
    gauge("leads", "1 where this replica leads", r -> r.leadership().leads() ? 1 : 0);
    gauge("term", "The consensus term", r -> r.leadership().term());
    gauge("applied_index", "The last log entry applied", r -> r.progress().appliedIndex());
    gauge("stored_index", "The last log entry in the store", r -> r.progress().storedIndex());
    gauge(
        "standing_still_seconds",
        "For how long the replica, or on its leader a follower that answers, applied nothing though there is more; 0 below 10 s",
        r -> r.progress().longestStill().toMillis() / 1e3);
    gauge("log_bytes", "The log on the disk", r -> r.storage().logBytes());
    gauge("checkpoint_index", "The last checkpoint", r -> r.storage().checkpointIndex());
    gauge("memory_bytes", "Memtables, not yet in the store", r -> r.storage().memoryBytes());
    gauge(
        "disk_used_ratio",
        "How full the log's file system is",
        r -> r.storage().diskUsedPermille() / 1_000.0);
    gauge(
        "outbox_owed",
        "Changes that a peer region has not acknowledged",
        r -> r.outbox().last() - r.outbox().trimmed());
    gauge(
        "live_rows",
        "Rows that are there",
        r -> r.rows().stream().mapToLong(ReplicaStatus.RowCount::live).sum());
    lag =
        MultiGauge.builder("isochrone_lag_seconds")
            .description("The node's clock minus what has arrived from another region")
            .register(registry);
  }

  /** {@code /metrics}. */
  public synchronized HttpPage.Content metrics() {
    NodeStatus now = status.get();
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                now.replicas().stream()
                    .map(replica -> MultiGauge.Row.of(of(replica), value.applyAsDouble(replica)))
                    .toList(),
                /* overwrite= */ true));
    lag.register(
        now.replicas().stream().flatMap(replica -> lags(replica).stream()).toList(),
        /* overwrite= */ true);
    return new HttpPage.Content(200, FORM, registry.scrape());
  }

  /** {@code /readyz}: whether every partition has a leader that this node knows. */
  public HttpPage.Content ready() {
    List<Integer> waiting =
        status.get().replicas().stream()
            .filter(
                replica -> !replica.leadership().leads() && replica.leadership().leader().isEmpty())
            .map(ReplicaStatus::partition)
            .toList();
    return waiting.isEmpty()
        ? HttpPage.Content.well("ready")
        : HttpPage.Content.unwell("no leader known of partitions " + waiting);
  }

  private static List<MultiGauge.Row<Number>> lags(ReplicaStatus replica) {
    return replica.arrived().stream()
        .<MultiGauge.Row<Number>>map(
            arrived ->
                MultiGauge.Row.of(
                    of(replica)
                        .and("from_region", arrived.region().name())
                        .and("from_partition", Integer.toString(arrived.origin().partition())),
                    arrived.lag().toMillis() / 1e3))
        .toList();
  }

  private void gauge(String name, String help, ToDoubleFunction<ReplicaStatus> value) {
    gauges.put(MultiGauge.builder("isochrone_" + name).description(help).register(registry), value);
  }

  private static Tags of(ReplicaStatus replica) {
    return Tags.of("partition", Integer.toString(replica.partition()));
  }
}
