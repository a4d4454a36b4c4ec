package dev.isochrone.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/**
 * The JVM of a process on its page, by Micrometer's binders: heap, pauses of the collector,
 * threads, processors, open files. For a process that is one server: several in one process would
 * each tell of all.
 */
public final class JvmMeters implements AutoCloseable {
  private final JvmGcMetrics collector = new JvmGcMetrics();

  private JvmMeters() {}

  /** Puts them on the registry's page; the collector is listened to until this is closed. */
  public static JvmMeters bind(MeterRegistry registry) {
    JvmMeters meters = new JvmMeters();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    meters.collector.bindTo(registry);
    return meters;
  }

  @Override
  public void close() {
    collector.close();
  }
}
