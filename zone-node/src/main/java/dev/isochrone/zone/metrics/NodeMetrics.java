package dev.isochrone.zone.metrics;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.http.HttpPage;
import dev.isochrone.server.metrics.Scrape;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
  /** The ends that name another server or region. */
  private static final List<RequestEnd> ELSEWHERE =
      Stream.of(RefusalCode.NOT_LEADER, RefusalCode.NOT_HOME, RefusalCode.NOT_RESIDENT)
          .map(RequestEnd::of)
          .toList();

  private final Supplier<NodeStatus> status;
  private final NodeTally tally;
  private final LongSupplier clockRefusals;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<MultiGauge, ToDoubleFunction<ReplicaStatus>> gauges = new LinkedHashMap<>();
  private final Map<String, Sum> counters = new LinkedHashMap<>();
  private final MultiGauge frontier;
  private final MultiGauge linkState;
  private final Map<MultiGauge, Function<ReplicaStatus.Link, Optional<Double>>> linkGauges =
      new LinkedHashMap<>();

  /** The node as the page that is being made has it. */
  private NodeStatus now;

  /** Its replicas, by partition. */
  private Map<Integer, ReplicaStatus> replicas = Map.of();

  /** What only grows while the node lives. */
  private record Sum(String help, ToDoubleFunction<ReplicaStatus> value) {}

  /**
   * The metrics of a node.
   *
   * @param status as the node is now
   * @param tally of the requests that it answered
   * @param clockRefusals how many times of other regions lay too far ahead
   */
  public NodeMetrics(Supplier<NodeStatus> status, NodeTally tally, LongSupplier clockRefusals) {
    this.status = status;
    this.tally = tally;
    this.clockRefusals = clockRefusals;
    this.now = status.get();
    frontier =
        MultiGauge.builder("isochrone_replication_frontier_seconds")
            .description("The node's clock minus the frontier of what arrived from a region")
            .register(registry);
    linkState =
        MultiGauge.builder("isochrone_link_state")
            .description("1 for the state that the link is in")
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
        "For how long the replica, or on its leader a follower that answers, applied nothing though"
            + " there is more; 0 below 10 s",
        r -> r.progress().longestStill().toMillis() / 1e3);
    gauge("log_bytes", "The log on the disk", r -> r.storage().logBytes());
    gauge("checkpoint_index", "The last checkpoint", r -> r.storage().checkpointIndex());
    gauge("memory_bytes", "Memtables, not yet in the store", r -> r.storage().memoryBytes());
    gauge(
        "disk_used_ratio",
        "How full the log's file system is",
        r -> r.storage().diskUsedPermille() / 1_000.0);
    gauge(
        "outbox_changes",
        "Changes that a peer region has not acknowledged",
        r -> r.outbox().last() - r.outbox().trimmed());
    gauge(
        "live_rows",
        "Rows that are there",
        r -> r.rows().stream().mapToLong(ReplicaStatus.RowCount::live).sum());
    gauge(
        "closed_ts_lag_seconds",
        "The node's clock minus the partition's closed timestamp",
        r -> Math.max(0, now.clock().millis() - r.closed().millis()) / 1e3);
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
        "replication_lag_seconds",
        "The leader's clock minus what the other region has acknowledged",
        link -> link.behind().lag().map(lag -> lag.toMillis() / 1e3));
    link(
        "replication_lag_ops",
        "Changes not acknowledged",
        link -> told((double) link.behind().rows()));
    link("outbox_bytes", "Their bytes", link -> told((double) link.behind().bytes()));
  }

  private static Optional<Double> told(double value) {
    return Optional.of(value);
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
    counter(
        "isochrone_hlc_rejected",
        "Times of other regions that lay too far ahead",
        Tags.empty(),
        page -> page.clockRefusals.getAsLong());
    counter(
        "isochrone_follower_reads",
        "Eventual reads, by whether this node served them or sent their callers elsewhere",
        Tags.of("result", "served"),
        page -> page.tally.clients().count(RequestKind.GET_EVENTUAL, RequestEnd.DONE));
    counter(
        "isochrone_follower_reads",
        "Eventual reads, by whether this node served them or sent their callers elsewhere",
        Tags.of("result", "redirected"),
        page ->
            ELSEWHERE.stream()
                .mapToLong(end -> page.tally.clients().count(RequestKind.GET_EVENTUAL, end))
                .sum());
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

  private void counter(String name, String help, Tags tags, ToDoubleFunction<NodeMetrics> value) {
    FunctionCounter.builder(name, this, value).description(help).tags(tags).register(registry);
  }

  /** What the page is made from; more may be put on it. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** {@code /metrics}. */
  public synchronized HttpPage.Content metrics() {
    now = status.get();
    replicas =
        now.replicas().stream()
            .collect(Collectors.toMap(ReplicaStatus::partition, Function.identity()));
    now.replicas().forEach(this::registerCounters);
    registerResidency();
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                now.replicas().stream()
                    .map(replica -> MultiGauge.Row.of(of(replica), value.applyAsDouble(replica)))
                    .toList(),
                /* overwrite= */ true));
    frontier.register(
        now.replicas().stream().flatMap(this::frontiers).toList(), /* overwrite= */ true);
    linkState.register(
        now.replicas().stream().flatMap(this::states).toList(), /* overwrite= */ true);
    linkGauges.forEach(
        (gauge, value) ->
            gauge.register(
                now.replicas().stream().flatMap(replica -> links(replica, value)).toList(),
                /* overwrite= */ true));
    return Scrape.of(registry);
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

  private Stream<MultiGauge.Row<?>> frontiers(ReplicaStatus replica) {
    return replica.arrived().stream()
        .map(
            arrived ->
                MultiGauge.Row.of(
                    of(replica)
                        .and("src", arrived.region().name())
                        .and("src_partition", Integer.toString(arrived.origin().partition()))
                        .and("dst", now.region().name()),
                    arrived.lag().toMillis() / 1e3));
  }

  private Stream<MultiGauge.Row<?>> states(ReplicaStatus replica) {
    return replica.outbox().links().stream()
        .flatMap(
            link ->
                Arrays.stream(LinkState.values())
                    .map(
                        state ->
                            MultiGauge.Row.of(
                                of(replica, link)
                                    .and("state", state.name().toLowerCase(Locale.ROOT)),
                                link.state() == state ? 1 : 0)));
  }

  private Stream<MultiGauge.Row<?>> links(
      ReplicaStatus replica, Function<ReplicaStatus.Link, Optional<Double>> value) {
    return replica.outbox().links().stream()
        .flatMap(
            link ->
                value.apply(link).stream().map(told -> MultiGauge.Row.of(of(replica, link), told)));
  }

  /** What residency kept from where, by way of links and of requests. */
  private void registerResidency() {
    Stream<Region> peers =
        now.replicas().stream()
            .flatMap(replica -> replica.outbox().links().stream())
            .map(ReplicaStatus.Link::peer);
    String help = "What residency, or the number of copies, kept from a region";
    peers
        .distinct()
        .forEach(
            peer ->
                counter(
                    "isochrone_residency_denied",
                    help,
                    Tags.of("path", "replication", "dst", peer.name()),
                    page -> page.heldBack(peer)));
    counter(
        "isochrone_residency_denied",
        help,
        Tags.of("path", "request", "dst", now.region().name()),
        page ->
            Arrays.stream(RequestKind.values())
                .mapToLong(
                    kind ->
                        page.tally.clients().count(kind, RequestEnd.of(RefusalCode.NOT_RESIDENT)))
                .sum());
  }

  private double heldBack(Region peer) {
    return now.replicas().stream()
        .flatMap(replica -> replica.outbox().links().stream())
        .filter(link -> link.peer().equals(peer))
        .mapToLong(ReplicaStatus.Link::heldBack)
        .sum();
  }

  private void link(
      String name, String help, Function<ReplicaStatus.Link, Optional<Double>> value) {
    linkGauges.put(
        MultiGauge.builder("isochrone_" + name).description(help).register(registry), value);
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

  private Tags of(ReplicaStatus replica, ReplicaStatus.Link link) {
    return of(replica).and("src", now.region().name()).and("dst", link.peer().name());
  }

  private static Tags of(ReplicaStatus replica) {
    return Tags.of("partition", Integer.toString(replica.partition()));
  }
}
