package dev.isochrone.cli.server;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.region.RegionController;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.region.config.ControllerFile;
import dev.isochrone.server.config.Environment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone controller}. */
@Command(
    name = "controller",
    description = {
      "Runs one region controller until it is told to stop (SIGTERM, Ctrl-C), or until something happens that must",
      "not: then it ends at once, with exit code 70. Prints one line when it serves; the log goes to standard error."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone controller --config docs/examples/world/eu-west-c.yaml")
public final class ControllerCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The controller's configuration, YAML; it names the cluster's description.")
  private Path config = Path.of("");

  @Option(
      names = "--end-with-stdin",
      description =
          "Stop when standard input ends, so that the controller does not outlive its starter.")
  private boolean endWithStdin;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ControllerFile.Settings said = ControllerFile.read(config, Environment.of(System.getenv()));
    Life.sayEnvironment(said.fromEnvironment());
    RegionControllerConfig settings = said.config();
    Life life = new Life();
    try (Closing closing = new Closing(life)) {
      Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "stop-controller"));
      if (endWithStdin) {
        life.endWith(System.in);
      }
      RegionController controller = RegionController.start(settings, Ticker.system(), life::failed);
      closing.push(controller::close);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "controller "
              + settings.controller()
              + " of region "
              + settings.self().region()
              + " serves servers at "
              + settings.self().internal().address());
      out.flush();
      return life.awaitEnd("controller", spec.commandLine().getErr());
    }
  }
}
