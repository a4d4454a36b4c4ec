package dev.isochrone.cli.certificate;

import dev.isochrone.cli.InputException;
import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.server.certificate.CertificateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone cert ca}. */
@Command(
    name = "ca",
    description = {
      "Makes a cluster's two authorities: one signs for its nodes, the other for its clients.",
      "Whoever has their keys can join the cluster: keep them off the nodes."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone cert ca --out ca --name shop")
final class AuthorityCommand implements Callable<Integer> {
  @Mixin private Issuing issuing = new Issuing();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "isochrone",
      description = "What the authorities are called (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "3650",
      description = "How long they are valid (default: ${DEFAULT-VALUE}).")
  private int days;

  @Override
  public Integer call() throws InputException, IOException {
    Validity validity = Issuing.valid(days);
    CertificateDirectory files = CertificateDirectory.of(issuing.out());
    List<Path> made;
    try {
      made = files.createAuthorities(name, validity);
    } catch (IllegalArgumentException unfit) {
      throw new InputException("--name: " + unfit.getMessage());
    }
    issuing.print(
        made,
        validity,
        List.of(
            "Next, for each node:",
            "  isochrone cert node --ca "
                + issuing.out()
                + " --name NODE --host HOST --region REGION --out DIR"));
    return 0;
  }
}
