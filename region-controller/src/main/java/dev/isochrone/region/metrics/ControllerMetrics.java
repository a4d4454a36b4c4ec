package dev.isochrone.region.metrics;

import dev.isochrone.region.metrics.ControllerStatus.Vote;
import dev.isochrone.server.http.HttpPage;
import dev.isochrone.server.metrics.Scrape;
import io.micrometer.core.instrument.Gauge;
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
 * What a controller tells monitoring; docs/metrics.md lists it. Everything is asked for when the
 * page is made. One thread at a time: the pages are synchronized.
 */
public final class ControllerMetrics {
  private final Supplier<ControllerStatus> status;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<MultiGauge, ToDoubleFunction<Vote>> gauges = new LinkedHashMap<>();

  /**
   * The metrics of a controller.
   *
   * @param status as it is now
   */
  public ControllerMetrics(Supplier<ControllerStatus> status) {
    this.status = status;
    vote("leads", "1 where this controller leads the directory", v -> v.leads() ? 1 : 0);
    vote("leader_known", "1 where it leads, or knows who does", v -> v.leaderKnown() ? 1 : 0);
    vote("term", "The consensus term", Vote::term);
    vote("applied_index", "The last log entry applied", Vote::appliedIndex);
    vote("log_bytes", "The log on the disk", Vote::logBytes);
    known("global_version", "Of the global directory, as known here", k -> k.globalVersion());
    known("region_version", "Of the region's own directory", k -> k.regionVersion());
    known("registered_nodes", "Nodes that the region has", k -> k.nodes());
    known("regions", "Regions that the cluster has", k -> k.regions());
    known("tables", "Tables that the cluster has", k -> k.tables());
  }

  private void vote(String name, String help, ToDoubleFunction<Vote> value) {
    gauges.put(
        MultiGauge.builder("isochrone_controller_" + name).description(help).register(registry),
        value);
  }

  private void known(String name, String help, ToDoubleFunction<ControllerStatus.Known> value) {
    Gauge.builder(
            "isochrone_controller_" + name,
            this,
            page -> value.applyAsDouble(page.status.get().known()))
        .description(help)
        .register(registry);
  }

  /** What the page is made from; more may be put on it. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** {@code /metrics}. */
  public synchronized HttpPage.Content metrics() {
    List<Vote> votes = status.get().votes();
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                votes.stream()
                    .map(
                        vote ->
                            MultiGauge.Row.of(
                                Tags.of("directory", vote.directory()), value.applyAsDouble(vote)))
                    .toList(),
                /* overwrite= */ true));
    return Scrape.of(registry);
  }

  /** {@code /readyz}: whether the leaders of all its directories are known. */
  public HttpPage.Content ready() {
    List<String> waiting =
        status.get().votes().stream()
            .filter(vote -> !vote.leaderKnown())
            .map(Vote::directory)
            .toList();
    return waiting.isEmpty()
        ? HttpPage.Content.well("ready")
        : HttpPage.Content.unwell("no leader known of directories " + waiting);
  }
}
