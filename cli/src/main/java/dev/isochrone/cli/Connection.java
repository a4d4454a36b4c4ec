package dev.isochrone.cli;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which every command finds its cluster. */
public final class Connection {
  @Mixin private Endpoints endpoints = new Endpoints();

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

  /** A client as the options say; the caller closes it. */
  public IsochroneClient connect() throws InputException, RefusedException {
    if (timeoutSeconds < 1) {
      throw new InputException("--timeout " + timeoutSeconds + ": at least 1 second");
    }
    ClientConfig config = endpoints.client().within(Duration.ofSeconds(timeoutSeconds));
    if (region.isEmpty()) {
      return endpoints.connect(config);
    }
    Region nearby = nearby();
    IsochroneClient client = endpoints.connect(config.from(nearby));
    Set<Region> known = client.directory().regions().keySet();
    if (!known.contains(nearby)) {
      client.close();
      throw new InputException("--region " + nearby + ": the cluster's regions are " + known);
    }
    return client;
  }

  /** The same as if called from another region, whose nodes are then asked first. */
  public IsochroneClient connectFrom(Region there) throws InputException, RefusedException {
    return IsochroneClient.connect(
        endpoints.client().within(Duration.ofSeconds(timeoutSeconds)).from(there));
  }

  private Region nearby() throws InputException {
    if (!Region.isName(region)) {
      throw new InputException("--region " + region + ": not a region's name, such as eu-west");
    }
    return new Region(region);
  }
}
