package dev.isochrone.cli.server;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.region.RegionController;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.region.config.ControllerFile;
import dev.isochrone.region.metrics.ControllerMetrics;
import dev.isochrone.server.config.Environment;
import dev.isochrone.server.inside.ServerProcess;
import dev.isochrone.server.metrics.JvmMeters;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone controller}. */
@Command(
    name = "controller",
    description = {
      "Runs one region controller until it is told to stop (SIGTERM, Ctrl-C), or until something"
          + " happens that must",
      "not: then it ends at once, with exit code 70. Prints one line when it serves; the log goes"
          + " to standard error."
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
    ControllerFile.Settings settings = ControllerFile.read(config, Environment.of(System.getenv()));
    Life.sayEnvironment(settings.fromEnvironment());
    RegionControllerConfig told = settings.config();
    ServerLog log = ServerLog.start(settings.log());
    Life life = new Life();
    try (Closing closing = new Closing(life)) {
      Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "stop-controller"));
      if (endWithStdin) {
        life.endWith(System.in);
      }
      ServerProcess process = new ServerProcess(Optional.of(log), Files.readString(config));
      RegionController controller =
          RegionController.start(told, process, Ticker.system(), life::failed);
      closing.push(controller::close);
      Pages pages = new Pages(told.tls(), closing);
      if (settings.http().isPresent()) {
        ControllerMetrics metrics = controller.metrics();
        closing.push(JvmMeters.bind(metrics.registry())::close);
        pages.serve(settings.http().get(), metrics::metrics, metrics::ready);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "controller "
              + told.controller()
              + " of region "
              + told.self().region()
              + " serves servers at "
              + told.self().internal().address()
              + pages.announced(settings.http()));
      out.flush();
      return life.awaitEnd("controller", spec.commandLine().getErr());
    }
  }
}
