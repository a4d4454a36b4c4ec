package dev.isochrone.cli.conflict;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone conflicts}. */
@Command(
    name = "conflicts",
    description = {
      "What was lost in multi-master tables: versions whose place another took, by a writer who",
      "had not seen them. Each is counted once, and is the same in every region."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, HelpCommand.class})
public final class ConflictsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
