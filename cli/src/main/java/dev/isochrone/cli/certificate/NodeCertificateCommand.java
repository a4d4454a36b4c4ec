package dev.isochrone.cli.certificate;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.Region;
import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.server.certificate.CertificateDirectory;
import dev.isochrone.server.certificate.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone cert node}. */
@Command(
    name = "node",
    description = {
      "Makes a certificate for a node or a controller, and prints what to paste into its configuration.",
      "Others must address it by one of the hosts given."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  isochrone cert node --ca ca --name eu-west-a --host eu-west-a.example --region eu-west --out eu-west-a")
final class NodeCertificateCommand implements Callable<Integer> {
  @Mixin private Issuing issuing = new Issuing();

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      required = true,
      description = "Where isochrone cert ca put the authorities.")
  private Path ca = Path.of("");

  @Option(names = "--name", paramLabel = "NODE", required = true, description = "The node's name.")
  private String name = "";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      required = true,
      description = "A name or an address by which it is called; may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "",
      description = "The region that the certificate is bound to.")
  private String region = "";

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
    Map<String, X509Certificate> trusted = new TreeMap<>();
    trusted.put(CertificateDirectory.NODES, authorities.certificate(CertificateDirectory.NODES));
    trusted.put(
        CertificateDirectory.CLIENTS, authorities.certificate(CertificateDirectory.CLIENTS));
    List<Path> made;
    try {
      made =
          CertificateDirectory.of(issuing.out())
              .add(
                  name,
                  authorities
                      .authority(CertificateDirectory.NODES)
                      .issue(Subject.node(name, hosts, region()), validity),
                  trusted);
    } catch (IllegalArgumentException unfit) {
      throw new InputException("isochrone cert node: " + unfit.getMessage());
    }
    issuing.print(
        made,
        validity,
        List.of(
            "Into the configuration of " + name + ":",
            "tls:",
            "  ca: " + issuing.path(CertificateDirectory.NODES + ".crt"),
            "  cert: " + issuing.path(name + ".crt"),
            "  key: " + issuing.path(name + ".key"),
            "  client-ca: " + issuing.path(CertificateDirectory.CLIENTS + ".crt")));
    return 0;
  }

  private Optional<Region> region() throws InputException {
    if (region.isEmpty()) {
      return Optional.empty();
    }
    if (!Region.isName(region)) {
      throw new InputException("--region " + region + ": not a region's name, such as eu-west");
    }
    return Optional.of(new Region(region));
  }
}
