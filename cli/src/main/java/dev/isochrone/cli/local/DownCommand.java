package dev.isochrone.cli.local;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.local.world.LocalWorld;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isochrone local down}. */
@Command(
    name = "down",
    description =
        "Stops the servers of a local cluster. What they hold stays: 'up' brings it back.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone local down")
final class DownCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LocalWorld world = place.open();
    List<String> running =
        world.look().stream()
            .filter(seen -> seen.pid().isPresent())
            .map(seen -> seen.server().name())
            .toList();
    world.stop(running);
    spec.commandLine()
        .getOut()
        .println(
            (running.isEmpty() ? "none was running" : running.size() + " servers stopped")
                + "; their data stays in "
                + place.dir().toAbsolutePath());
    return ExitCode.DONE.number();
  }
}
