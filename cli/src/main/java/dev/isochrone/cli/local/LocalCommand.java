package dev.isochrone.cli.local;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone local}. */
@Command(
    name = "local",
    description =
        "A whole cluster on this machine: every server a process that outlives the command.",
    mixinStandardHelpOptions = true,
    subcommands = {UpCommand.class, StatusCommand.class, DownCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone local up --dir /tmp/world",
      "  isochrone local status --dir /tmp/world",
      "  isochrone local down --dir /tmp/world"
    })
public final class LocalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
