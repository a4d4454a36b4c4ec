package dev.isochrone.cli.inside;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone log}. */
@Command(
    name = "log",
    description = "What running servers log.",
    mixinStandardHelpOptions = true,
    subcommands = LevelCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  isochrone log level eu-west-a debug")
public final class LogCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
