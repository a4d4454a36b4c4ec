package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.wire.tls.TlsFileException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a server, as its configuration file has it. All are files, PEM; a relative path counts
 * from the configuration's directory.
 *
 * @param ca the authorities of servers
 * @param cert the server's certificate
 * @param key its private key
 * @param clientCa the authorities of clients; absent: those of servers
 */
public record TlsPart(String ca, String cert, String key, @Nullable String clientCa) {
  public TlsPart {
    required(ca, "ca");
    required(cert, "cert");
    required(key, "key");
  }

  /** With the paths counted from this configuration file. */
  public TlsConfig config(Path file) {
    return new TlsConfig(
        file.resolveSibling(ca),
        file.resolveSibling(cert),
        file.resolveSibling(key),
        Optional.ofNullable(clientCa).map(file::resolveSibling));
  }

  /**
   * What a server's file says of TLS, with its files looked into.
   *
   * @param part absent: the server speaks plaintext
   * @param hosts where it will listen; an unknown one is left to the listening
   * @throws ConfigException a file can't be used, or a host is not of loopback and there is no TLS
   */
  public static Optional<TlsConfig> of(Path file, @Nullable TlsPart part, List<String> hosts)
      throws ConfigException {
    if (part == null) {
      for (String host : hosts) {
        requireLoopback(file, host);
      }
      return Optional.empty();
    }
    TlsConfig config = part.config(file);
    try {
      Credentials unused = Credentials.open(config);
    } catch (TlsFileException unfit) {
      throw ConfigException.in(file, "tls: " + unfit.getMessage());
    }
    return Optional.of(config);
  }

  private static void requireLoopback(Path file, String host) throws ConfigException {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw ConfigException.in(
            file,
            "this server is to listen on "
                + host
                + ", which can be reached from other machines, and has no TLS: add tls: {ca, cert, key,"
                + " client-ca} (isochrone cert makes the files, docs/tls.md), or listen on 127.0.0.1");
      }
    } catch (UnknownHostException unknown) {
      // Listening will say so.
    }
  }
}
