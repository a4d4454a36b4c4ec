package dev.isochrone.wire.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where one side of TLS has its certificate, and whom it trusts; all files are PEM.
 *
 * @param ca the authorities of servers
 * @param cert this side's certificate, with what leads from it to its authority
 * @param key its private key, PKCS #8, not encrypted
 * @param clientCa the authorities of clients, which a server alone needs; empty: those of servers
 */
public record TlsConfig(Path ca, Path cert, Path key, Optional<Path> clientCa) {
  /** As a client has it. */
  public static TlsConfig ofClient(Path ca, Path cert, Path key) {
    return new TlsConfig(ca, cert, key, Optional.empty());
  }
}
