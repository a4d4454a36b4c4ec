package dev.isochrone.cli.demo;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.NodeEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone demo}. */
@Command(
    name = "demo",
    description = {
      "Starts three regions of three zone nodes each in this process, loads the cities of the world, and shows where",
      "rows live and how old nearby reads are. Stays until Ctrl-C; try other commands from a second terminal."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone demo --exit")
public final class DemoCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  private static final String LOOPBACK = "127.0.0.1";

  @Option(names = "--exit", description = "End after the tour instead of staying.")
  private boolean exit;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the nodes keep their data; a later demo goes on with it (default: a directory that is removed at the end).")
  private Optional<Path> dir = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "7400",
      description =
          "The first node's port for clients; the others follow, ten apart. 0: whatever is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--population",
      paramLabel = "N",
      defaultValue = "15000",
      description = "Load the cities with at least so many people (default: ${DEFAULT-VALUE}).")
  private long population;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<City> cities = Cities.withPopulation(population);
    if (!Tour.canShow(cities)) {
      throw new InputException(
          "--population " + population + " leaves out Lyon, which the tour is about; lower it");
    }
    if (port == 0) {
      port = FreePorts.baseFor(DemoTable.regions().values().stream().mapToInt(List::size).sum());
    }
    PrintWriter out = spec.commandLine().getOut();
    Path data = dir.isPresent() ? dir.get() : Files.createTempDirectory("isochrone-demo-");
    Cleanup cleanup = new Cleanup(dir.isPresent() ? Optional.empty() : Optional.of(data));
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::run, "demo-cleanup"));
    try {
      Story story = new Story(out);
      story.starting(DemoTable.regions(), data);
      LocalCluster cluster = start(data);
      cleanup.close(cluster);
      story.warnings(cluster.directory());
      story.awaitLeaders(cluster);
      try (Clients clients = Clients.connect(cluster)) {
        new Tour(story, clients).run(cities);
      }
      if (!exit) {
        story.staying(port);
        new Pause().forEver(); // Ctrl-C ends the process, and the shutdown hook cleans up.
      }
      return ExitCode.DONE.number();
    } finally {
      cleanup.run();
    }
  }

  private LocalCluster start(Path data) throws IOException, InputException {
    LocalClusterConfig config;
    try {
      config =
          new LocalClusterConfig(
              "demo",
              data,
              port,
              DemoTable.regions(),
              List.of(DemoTable.cities(), DemoTable.profiles()),
              LocalClusterConfig.Clocks.SYSTEM);
    } catch (IllegalArgumentException unfit) {
      throw new InputException("--port " + port + ": " + unfit.getMessage());
    }
    return LocalCluster.start(
        config, (node, fault) -> LOG.error("{} has a replica that stopped", node, fault));
  }

  /** One client for each region, as applications there would have. */
  record Clients(IsochroneClient europe, IsochroneClient asia) implements AutoCloseable {
    static Clients connect(LocalCluster cluster) throws RefusedException {
      return new Clients(near(cluster, DemoTable.EU_WEST), near(cluster, DemoTable.AP_SOUTH));
    }

    private static IsochroneClient near(LocalCluster cluster, Region region)
        throws RefusedException {
      Endpoint first =
          cluster.directory().region(region).stream()
              .flatMap(entry -> entry.nodes().values().stream())
              .map(NodeEntry::client)
              .findFirst()
              .orElseThrow();
      return IsochroneClient.connect(
          ClientConfig.to(LOOPBACK + ":" + first.port()).from(region).atOnce(Loading.IN_FLIGHT));
    }

    @Override
    public void close() {
      europe.close();
      asia.close();
    }
  }
}
