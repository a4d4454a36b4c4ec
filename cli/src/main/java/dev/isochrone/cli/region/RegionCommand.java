package dev.isochrone.cli.region;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone region}. */
@Command(
    name = "region",
    description = "Shows the regions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RegionListCommand.class, CommandLine.HelpCommand.class},
    footerHeading = "%nExample:%n",
    footer = "  isochrone region list")
public final class RegionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
