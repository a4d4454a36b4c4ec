package dev.isochrone.cli;

import dev.isochrone.cli.certificate.TlsOptions;
import dev.isochrone.client.ClientConfig;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option by which a command is told where its cluster is. */
public final class Endpoints {
  @Option(
      names = "--endpoints",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:ISOCHRONE_ENDPOINTS:-127.0.0.1:7400}",
      description =
          "Some nodes of the cluster (default: ISOCHRONE_ENDPOINTS, else 127.0.0.1:7400).")
  private List<String> endpoints = List.of();

  @Mixin private TlsOptions tls = new TlsOptions();

  /** A client of these nodes. */
  public ClientConfig client() throws InputException {
    ClientConfig plain;
    try {
      plain = ClientConfig.to(endpoints.toArray(String[]::new));
    } catch (IllegalArgumentException malformed) {
      throw new InputException(
          "--endpoints " + String.join(",", endpoints) + ": not HOST:PORT, such as 127.0.0.1:7400");
    }
    return tls.secured(plain);
  }
}
