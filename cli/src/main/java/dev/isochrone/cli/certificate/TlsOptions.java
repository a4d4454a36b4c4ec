package dev.isochrone.cli.certificate;

import dev.isochrone.cli.InputException;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.wire.tls.TlsFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command speaks TLS: all three of them, or none. */
public final class TlsOptions {
  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:ISOCHRONE_TLS_CA:-}",
      description =
          "Speak TLS; servers must have a certificate of this authority (ISOCHRONE_TLS_CA).")
  private String ca = "";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:ISOCHRONE_TLS_CERT:-}",
      description = "The certificate to show to them (ISOCHRONE_TLS_CERT).")
  private String cert = "";

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:ISOCHRONE_TLS_KEY:-}",
      description = "Its private key (ISOCHRONE_TLS_KEY).")
  private String key = "";

  /** The client, over TLS if the options say so. */
  public ClientConfig secured(ClientConfig client) throws InputException {
    Optional<TlsConfig> files = files();
    if (files.isEmpty()) {
      return client;
    }
    Credentials unused = open(files.get()); // So that a bad file is said to be one.
    return client.with(files.get());
  }

  /** For calls without a client. */
  public Optional<Credentials> credentials() throws InputException {
    Optional<TlsConfig> files = files();
    return files.isPresent() ? Optional.of(open(files.get())) : Optional.empty();
  }

  private static Credentials open(TlsConfig files) throws InputException {
    try {
      return Credentials.open(files);
    } catch (TlsFileException unfit) {
      throw new InputException("TLS: " + unfit.getMessage());
    }
  }

  private Optional<TlsConfig> files() throws InputException {
    List<String> missing = new ArrayList<>();
    note(ca, "--tls-ca", missing);
    note(cert, "--tls-cert", missing);
    note(key, "--tls-key", missing);
    if (missing.isEmpty()) {
      return Optional.of(TlsConfig.ofClient(Path.of(ca), Path.of(cert), Path.of(key)));
    } else if (missing.size() == 3) {
      return Optional.empty();
    }
    throw new InputException(
        "TLS takes --tls-ca, --tls-cert and --tls-key together; missing: "
            + String.join(", ", missing));
  }

  private static void note(String given, String option, List<String> missing) {
    if (given.isEmpty()) {
      missing.add(option);
    }
  }
}
