package dev.isochrone.cli.server;

import dev.isochrone.server.CannotListenException;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.http.HttpEndpoint;
import dev.isochrone.server.http.HttpPage;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.wire.tls.TlsFileException;
import java.util.Map;
import java.util.Optional;

/** The pages of a server's process: metrics and health, over HTTP. */
record Pages(Optional<TlsConfig> tls, Closing closing) {
  /** Serves them until the process ends. */
  void serve(Address at, HttpPage metrics, HttpPage ready)
      throws CannotListenException, TlsFileException {
    ListenConfig loopback = ListenConfig.loopback(at.port());
    closing.push(
        HttpEndpoint.listen(
                new ListenConfig(at.host(), at.port(), loopback.limits(), loopback.closeGrace())
                    .secured(Credentials.openIfAny(tls), ListenConfig.Callers.CLIENTS),
                Map.of(
                    "/metrics",
                    metrics,
                    "/readyz",
                    ready,
                    "/healthz",
                    () -> HttpPage.Content.well("alive")))
            ::close);
  }

  /** What the line that a server prints at its start says of them. */
  String announced(Optional<Address> http) {
    String scheme = tls.isPresent() ? "https://" : "http://";
    return http.map(at -> ", metrics at " + scheme + at + "/metrics").orElse("");
  }
}
