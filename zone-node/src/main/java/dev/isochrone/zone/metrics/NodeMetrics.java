package dev.isochrone.zone.metrics;

import dev.isochrone.server.http.HttpPage;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.cluster.ReplicaStatus.LinkState;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node tells monitoring; docs/metrics.md lists it. The state of its replicas is asked for,
 * and its tally summed up, when a page is: on the way of a request nothing is named, tagged or
 * looked up. One thread at a time: the pages are synchronized.
 */
public final class NodeMetrics {
  private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<NodeStatus> status;
  private final NodeTally tally;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<MultiGauge, ToDoubleFunction<ReplicaStatus>> gauges = new LinkedHashMap<>();
  private final Map<String, Sum> counters = new LinkedHashMap<>();
  private final MultiGauge lag;
  private final Map<MultiGauge, Function<ReplicaStatus.Link, Optional<Double>>> linkGauges =
      new LinkedHashMap<>();

  /** The replicas as the page that is being made has them, by partition. */
  private Map<Integer, ReplicaStatus> replicas = Map.of();

  /** What only grows while the node lives. */
  private record Sum(String help, ToDoubleFunction<ReplicaStatus> value) {}

  /**
   * The metrics of a node.
   *
   * @param status as the node is now
   * @param tally of the requests that it answered
   */
  public NodeMetrics(Supplier<NodeStatus> status, NodeTally tally) {
    this.status = status;
    this.tally = tally;
    lag =
        MultiGauge.builder("isochrone_lag_seconds")
            .description("The node's clock minus what has arrived from another region")
            .register(registry);
    gaugesOfReplicas();
    gaugesOfLinks();
    countersOfCaches();
    countersOfRequests();
    registry
        .getPrometheusRegistry()
        .register(
            new RequestHistogram(
                "isochrone_request_seconds",
                "From a client's request to its answer",
                tally.clients()));
  }

  private void gaugesOfReplicas() {
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
    gauge("row_cache_bytes", "Rows of the store in memory", r -> r.rowCache().bytes());
    gauge("queue_commands", "Commands that are in no log entry yet", r -> r.queue().commands());
    gauge("queue_bytes", "The bytes of these commands", r -> r.queue().bytes());
    gauge(
        "entries_in_flight",
        "Log entries proposed and not settled",
        r -> r.queue().entriesInFlight());
  }

  private void gaugesOfLinks() {
    link(
        "lag_seconds",
        "The leader's clock minus what the other region has acknowledged",
        link -> link.behind().lag().map(lag -> lag.toMillis() / 1e3));
    link("rows_behind", "Changes not acknowledged", link -> told((double) link.behind().rows()));
    link("bytes_behind", "Their bytes", link -> told((double) link.behind().bytes()));
    link(
        "rows_held_back",
        "Changes that residency kept back",
        link -> told((double) link.heldBack()));
    link("streaming", "1 where changes flow", link -> told(is(link, LinkState.STREAMING)));
    link("paused", "1 where an operator paused it", link -> told(is(link, LinkState.PAUSED)));
    link("parked", "1 where somebody must act", link -> told(is(link, LinkState.PARKED)));
  }

  private static Optional<Double> told(double value) {
    return Optional.of(value);
  }

  private static int is(ReplicaStatus.Link link, LinkState state) {
    return link.state() == state ? 1 : 0;
  }

  private void countersOfCaches() {
    counters.put(
        "isochrone_row_cache_hits",
        new Sum("Reads that the row cache answered", r -> r.rowCache().hits()));
    counters.put(
        "isochrone_row_cache_misses",
        new Sum("Reads that had to ask the store on disk", r -> r.rowCache().misses()));
  }

  private void countersOfRequests() {
    for (RequestKind kind : RequestKind.values()) {
      for (RequestEnd end : RequestEnd.all()) {
        FunctionCounter.builder(
                "isochrone_requests", this, page -> page.tally.clients().count(kind, end))
            .description("Clients' requests that ended")
            .tags("kind", kind.word(), "outcome", end.word())
            .register(registry);
      }
      FunctionCounter.builder(
              "isochrone_forwarded_requests", this, page -> page.tally.gateways().count(kind))
          .description("Requests that other nodes sent on to this one, and that ended")
          .tags("kind", kind.word())
          .register(registry);
    }
  }

  /** {@code /metrics}. */
  public synchronized HttpPage.Content metrics() {
    NodeStatus now = status.get();
    replicas =
        now.replicas().stream()
            .collect(Collectors.toMap(ReplicaStatus::partition, Function.identity()));
    now.replicas().forEach(this::registerCounters);
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
    linkGauges.forEach(
        (gauge, value) ->
            gauge.register(
                now.replicas().stream().flatMap(replica -> links(replica, value)).toList(),
                /* overwrite= */ true));
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

  private static Stream<MultiGauge.Row<Number>> links(
      ReplicaStatus replica, Function<ReplicaStatus.Link, Optional<Double>> value) {
    return replica.outbox().links().stream()
        .flatMap(
            link ->
                value.apply(link).stream()
                    .map(
                        told ->
                            MultiGauge.Row.of(
                                of(replica).and("to_region", link.peer().name()), told)));
  }

  private void link(
      String name, String help, Function<ReplicaStatus.Link, Optional<Double>> value) {
    linkGauges.put(
        MultiGauge.builder("isochrone_link_" + name).description(help).register(registry), value);
  }

  private void gauge(String name, String help, ToDoubleFunction<ReplicaStatus> value) {
    gauges.put(MultiGauge.builder("isochrone_" + name).description(help).register(registry), value);
  }

  /** What is registered already stays as it is. */
  private void registerCounters(ReplicaStatus replica) {
    int partition = replica.partition();
    counters.forEach(
        (name, sum) ->
            FunctionCounter.builder(name, this, page -> page.valueOf(partition, sum.value()))
                .description(sum.help())
                .tags(of(replica))
                .register(registry));
  }

  private double valueOf(int partition, ToDoubleFunction<ReplicaStatus> value) {
    ReplicaStatus replica = replicas.get(partition);
    return replica == null ? 0 : value.applyAsDouble(replica);
  }

  private static Tags of(ReplicaStatus replica) {
    return Tags.of("partition", Integer.toString(replica.partition()));
  }
}
