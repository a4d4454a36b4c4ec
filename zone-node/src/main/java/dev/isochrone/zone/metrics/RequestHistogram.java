package dev.isochrone.zone.metrics;

import dev.isochrone.zone.tally.RequestKind;
import dev.isochrone.zone.tally.RequestTally;
import dev.isochrone.zone.tally.RequestTimes;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/**
 * The times of a tally as a histogram of Prometheus. Not a timer of Micrometer: that reads the
 * clock and moves a window for each request, and this is read only when somebody asks.
 */
final class RequestHistogram implements Collector {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  /** Upper ends of the ranges in seconds, the one without an end last. */
  private static final double[] BOUNDS =
      DoubleStream.concat(
              RequestTimes.BOUNDS_MILLIS.stream().mapToDouble(millis -> millis / MILLIS_PER_SECOND),
              DoubleStream.of(Double.POSITIVE_INFINITY))
          .toArray();

  private final String name;
  private final String help;
  private final RequestTally tally;

  RequestHistogram(String name, String help, RequestTally tally) {
    this.name = name;
    this.help = help;
    this.tally = tally;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram = HistogramSnapshot.builder().name(name).help(help);
    for (RequestKind kind : RequestKind.values()) {
      histogram.dataPoint(times(kind));
    }
    return histogram.build();
  }

  private HistogramDataPointSnapshot times(RequestKind kind) {
    RequestTimes times = tally.times(kind);
    return HistogramDataPointSnapshot.builder()
        .labels(Labels.of("kind", kind.word()))
        .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, times.counts()))
        .sum(times.totalNanos() / NANOS_PER_SECOND)
        .build();
  }
}
