package dev.isochrone.cli;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which every command finds its cluster. */
final class Connection {
  @Option(
      names = "--endpoints",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:ISOCHRONE_ENDPOINTS:-127.0.0.1:7400}",
      description = "Some nodes of the cluster (default: ISOCHRONE_ENDPOINTS, else 127.0.0.1:7400).")
  private List<String> endpoints = List.of();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "${env:ISOCHRONE_REGION}",
      description = "The region to read nearby in (default: ISOCHRONE_REGION, else that of the first endpoint).")
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
    List<ClientConfig.Address> addresses = new ArrayList<>();
    for (String endpoint : endpoints) {
      addresses.add(address(endpoint));
    }
    return IsochroneClient.connect(
        ClientConfig.of(addresses)
            .near(nearby())
            .within(Duration.ofSeconds(timeoutSeconds)));
  }

  private Optional<Region> nearby() throws InputException {
    if (region == null || region.isEmpty()) {
      return Optional.empty();
    }
    if (!Region.isName(region)) {
      throw new InputException("--region " + region + ": not a region's name, such as eu-west");
    }
    return Optional.of(new Region(region));
  }

  private static ClientConfig.Address address(String endpoint) throws InputException {
    int colon = endpoint.lastIndexOf(':');
    try {
      return new ClientConfig.Address(
          endpoint.substring(0, Math.max(0, colon)), Integer.parseInt(endpoint.substring(colon + 1)));
    } catch (IllegalArgumentException malformed) {
      throw new InputException("--endpoints " + endpoint + ": not HOST:PORT, such as 127.0.0.1:7400");
    }
  }
}
