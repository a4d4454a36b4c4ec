package dev.isochrone.wire.tls;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One side's certificate and key, and whom it trusts. All are read again when their files change,
 * and are then in force for new connections; files that can't be used leave the old in force. Any
 * thread.
 */
public final class Credentials {
  private final ReloadedKeys keys;
  private final ReloadedTrust servers;
  private final ReloadedTrust clients;

  private Credentials(ReloadedKeys keys, ReloadedTrust servers, ReloadedTrust clients) {
    this.keys = keys;
    this.servers = servers;
    this.clients = clients;
  }

  /**
   * Reads the files.
   *
   * @throws TlsFileException one of them can't be used, or the key is not the certificate's
   */
  public static Credentials open(TlsConfig files) throws TlsFileException {
    ReloadedKeys keys =
        new ReloadedKeys(
            WatchedFiles.open(List.of(files.cert(), files.key()), () -> Identity.read(files)));
    return new Credentials(
        keys, ReloadedTrust.in(files.ca()), ReloadedTrust.in(files.clientCa().orElse(files.ca())));
  }

  /** The same, if there is TLS at all. */
  public static Optional<Credentials> openIfAny(Optional<TlsConfig> files) throws TlsFileException {
    return files.isPresent() ? Optional.of(open(files.get())) : Optional.empty();
  }

  /** What this side presents. */
  public X509ExtendedKeyManager keys() {
    return keys;
  }

  /** Which servers this side calls. */
  public X509ExtendedTrustManager servers() {
    return servers;
  }

  /** Which clients may call this side. */
  public X509ExtendedTrustManager clients() {
    return clients;
  }

  /**
   * Which nodes may call this side, and which it calls. A client's certificate is none, whoever
   * signed it.
   *
   * @param refusals is told why a caller's certificate was refused; on any thread
   */
  public X509ExtendedTrustManager nodes(Consumer<CertificateException> refusals) {
    return servers.nodesOnly(refusals);
  }
}
