package dev.isochrone.cli.replication;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone replication}. */
@Command(
    name = "replication",
    description = "Shows, pauses and resumes what regions send to each other.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LinksCommand.class,
      OrderCommand.Pause.class,
      OrderCommand.Resume.class,
      CommandLine.HelpCommand.class
    })
public final class ReplicationCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
