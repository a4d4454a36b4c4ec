package dev.isochrone.server.metrics;

import dev.isochrone.server.http.HttpPage;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** A registry as the page {@code /metrics}, in Prometheus' text form. */
public final class Scrape {
  private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";

  private Scrape() {}

  /** All that the registry has now. */
  public static HttpPage.Content of(PrometheusMeterRegistry registry) {
    return new HttpPage.Content(200, FORM, registry.scrape());
  }
}
