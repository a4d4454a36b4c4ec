package dev.isochrone.cli.certificate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone cert}. */
@Command(
    name = "cert",
    description = {
      "Makes the certificates that TLS needs: once the authorities, then one certificate for each node and",
      "each client. A private key is written to its file, and shown nowhere."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuthorityCommand.class,
      NodeCertificateCommand.class,
      ClientCertificateCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone cert ca --out ca",
      "  isochrone cert node --ca ca --name eu-west-a --host eu-west-a.example --region eu-west --out eu-west-a",
      "  isochrone cert client --ca ca --name alice --out alice"
    })
public final class CertCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
