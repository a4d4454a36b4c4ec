package dev.isochrone.cli;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options by which every command finds its cluster. */
final class Connection {
  @Option(
      names = "--endpoints",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:ISOCHRONE_ENDPOINTS:-127.0.0.1:7400}",
      description =
          "Some nodes of the cluster (default: ISOCHRONE_ENDPOINTS, else 127.0.0.1:7400).")
  private List<String> endpoints = List.of();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "${env:ISOCHRONE_REGION:-}",
      description =
          "The region to read nearby in (default: ISOCHRONE_REGION, else that of the first endpoint).")
  private String region = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to try (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  IsochroneClient connect() throws InputException, RefusedException {
    if (timeoutSeconds < 1) {
      throw new InputException("--timeout " + timeoutSeconds + ": at least 1 second");
    }
    ClientConfig config;
    try {
      config = ClientConfig.to(endpoints.toArray(String[]::new));
    } catch (IllegalArgumentException malformed) {
      throw new InputException(
          "--endpoints " + String.join(",", endpoints) + ": not HOST:PORT, such as 127.0.0.1:7400");
    }
    config = config.within(Duration.ofSeconds(timeoutSeconds));
    return IsochroneClient.connect(region.isEmpty() ? config : config.from(nearby()));
  }

  private Region nearby() throws InputException {
    if (!Region.isName(region)) {
      throw new InputException("--region " + region + ": not a region's name, such as eu-west");
    }
    return new Region(region);
  }
}
