package dev.isochrone.cli.certificate;

import dev.isochrone.cli.InputException;
import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.server.certificate.CertificateDirectory;
import dev.isochrone.server.certificate.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone cert client}. */
@Command(
    name = "client",
    description =
        "Makes a certificate for a client, and prints how the other commands are told of it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone cert client --ca ca --name alice --out alice")
final class ClientCertificateCommand implements Callable<Integer> {
  @Mixin private Issuing issuing = new Issuing();

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      required = true,
      description = "Where isochrone cert ca put the authorities.")
  private Path ca = Path.of("");

  @Option(names = "--name", paramLabel = "USER", required = true, description = "Whose it is.")
  private String name = "";

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "365",
      description = "How long it is valid (default: ${DEFAULT-VALUE}).")
  private int days;

  @Override
  public Integer call() throws InputException, IOException {
    Validity validity = Issuing.valid(days);
    CertificateDirectory authorities = CertificateDirectory.of(ca);
    List<Path> made;
    try {
      made =
          CertificateDirectory.of(issuing.out())
              .add(
                  name,
                  authorities
                      .authority(CertificateDirectory.CLIENTS)
                      .issue(Subject.client(name), validity),
                  Map.of(
                      CertificateDirectory.NODES,
                      authorities.certificate(CertificateDirectory.NODES)));
    } catch (IllegalArgumentException unfit) {
      throw new InputException("isochrone cert client: " + unfit.getMessage());
    }
    issuing.print(
        made,
        validity,
        List.of(
            "For the commands of " + name + ":",
            "export ISOCHRONE_TLS_CA=" + issuing.path(CertificateDirectory.NODES + ".crt"),
            "export ISOCHRONE_TLS_CERT=" + issuing.path(name + ".crt"),
            "export ISOCHRONE_TLS_KEY=" + issuing.path(name + ".key")));
    return 0;
  }
}
