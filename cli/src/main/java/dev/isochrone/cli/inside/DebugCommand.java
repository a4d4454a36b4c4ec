package dev.isochrone.cli.inside;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone debug}. */
@Command(
    name = "debug",
    description = "What helps to understand a cluster that misbehaves.",
    mixinStandardHelpOptions = true,
    subcommands = CollectCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  isochrone debug collect")
public final class DebugCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
