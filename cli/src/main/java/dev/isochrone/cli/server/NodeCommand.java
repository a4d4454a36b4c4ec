package dev.isochrone.cli.server;

import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.server.config.Environment;
import dev.isochrone.server.inside.ServerProcess;
import dev.isochrone.server.metrics.JvmMeters;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.zone.Standing;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.ZoneNodeConfig;
import dev.isochrone.zone.config.NodeFile;
import dev.isochrone.zone.disk.DataDirectory;
import dev.isochrone.zone.membership.Membership;
import dev.isochrone.zone.metrics.NodeMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone node}. */
@Command(
    name = "node",
    description = {
      "Runs one zone node until it is told to stop (SIGTERM, Ctrl-C), or until something happens"
          + " that must not:",
      "then it ends at once, with exit code 70. Prints one line when it serves; the log goes to"
          + " standard error."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone node --config docs/examples/eu-west-a.yaml")
public final class NodeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The node's configuration, YAML.")
  private Path config = Path.of("");

  @Option(
      names = "--end-with-stdin",
      description = "Stop when standard input ends, so that the node does not outlive its starter.")
  private boolean endWithStdin;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    NodeFile.Settings settings = NodeFile.read(config, Environment.of(System.getenv()));
    Life.sayEnvironment(settings.fromEnvironment());
    ServerLog log = ServerLog.start(settings.log());
    Life life = new Life();
    try (Closing closing = new Closing(life)) {
      Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "stop-node"));
      if (endWithStdin) {
        life.endWith(System.in);
      }
      Standing standing = standing(settings, life, closing);
      ZoneNode.Clocks clocks = new ZoneNode.Clocks(PhysicalClock.system(), Ticker.system());
      ZoneNode node =
          ZoneNode.start(
              settings.config().with(sight(settings.config(), log)),
              standing,
              clocks,
              life::failed);
      closing.push(node::close);
      Pages pages = new Pages(settings.config().tls(), closing);
      if (settings.http().isPresent()) {
        NodeMetrics metrics = node.metrics();
        closing.push(JvmMeters.bind(metrics.registry())::close);
        pages.serve(settings.http().get(), metrics::metrics, metrics::ready);
      }
      announce(settings, standing, pages);
      return life.awaitEnd("node", spec.commandLine().getErr());
    }
  }

  private ZoneNodeConfig.Sight sight(ZoneNodeConfig settings, ServerLog log) throws IOException {
    return new ZoneNodeConfig.Sight(
        settings.sight().slowRequest(),
        new ServerProcess(Optional.of(log), Files.readString(config)));
  }

  /** Waits until the node knows where it is, if that is for controllers to say. */
  private static Standing standing(NodeFile.Settings settings, Life life, Closing closing)
      throws IOException, InterruptedException, RefusedException {
    ZoneNodeConfig config = settings.config();
    if (settings.knowing() instanceof NodeFile.Knowing.Fixed fixed) {
      return Standing.fixed(config, fixed.directory()).listeningAt(settings.listenAt());
    }
    NodeFile.Knowing.Joining joining = (NodeFile.Knowing.Joining) settings.knowing();
    DataDirectory data = DataDirectory.open(config.dataDir(), config.node(), config.region());
    Membership membership =
        Membership.open(
            data,
            new Membership.Self(
                config.region(), joining.self(), Credentials.openIfAny(config.tls())),
            joining.controllers(),
            Ticker.system(),
            life::failed);
    closing.push(membership::close);
    life.onEnd(membership::close);
    data.bind(membership.await().cluster().id());
    return new Standing(
        data,
        joining.self(),
        settings.listenAt(),
        membership::now,
        Optional.of(new Standing.Control(membership.controllers(), membership.roll())));
  }

  private void announce(NodeFile.Settings settings, Standing standing, Pages pages) {
    PrintWriter out = spec.commandLine().getOut();
    String clients = standing.self().client().address();
    out.println(
        "node "
            + settings.config().node()
            + " of region "
            + settings.config().region()
            + " serves clients at "
            + clients
            + pages.announced(settings.http()));
    out.flush();
  }
}
