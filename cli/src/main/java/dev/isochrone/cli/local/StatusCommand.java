package dev.isochrone.cli.local;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone local status}. */
@Command(
    name = "status",
    description = "Which servers of a local cluster run; exit code 3 if one of them does not.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone local status")
final class StatusCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    return (Overview.print(place.open(), output) ? ExitCode.DONE : ExitCode.LATER).number();
  }
}
