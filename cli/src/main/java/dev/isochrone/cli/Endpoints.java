package dev.isochrone.cli;

import dev.isochrone.cli.certificate.TlsOptions;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import java.time.Duration;
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

  /**
   * A client that is configured so.
   *
   * @throws RefusedException none of the nodes answered; the message says where one looks first
   */
  IsochroneClient connect(ClientConfig config) throws RefusedException {
    try {
      return IsochroneClient.connect(config);
    } catch (RefusedException refused) {
      Refusal why = refused.refusal();
      if (why.code() != RefusalCode.HOME_UNREACHABLE) {
        throw refused;
      }
      throw Refusal.later(
              why.code(),
              why.message()
                  + ". Is the cluster up, and does --endpoints or ISOCHRONE_ENDPOINTS name its nodes?"
                  + " For one of 'isochrone local up': . DIR/env",
              Duration.ZERO)
          .asException();
    }
  }

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
