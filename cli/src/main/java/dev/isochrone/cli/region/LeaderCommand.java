package dev.isochrone.cli.region;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone leader}. */
@Command(
    name = "leader",
    description = "Changes who leads a partition; 'isochrone status' shows who does.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TransferCommand.class, CommandLine.HelpCommand.class},
    footerHeading = "%nExample:%n",
    footer = "  isochrone leader transfer --region eu-west --partition 0 --to eu-west-b")
public final class LeaderCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
