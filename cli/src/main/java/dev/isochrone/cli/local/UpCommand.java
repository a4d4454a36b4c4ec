package dev.isochrone.cli.local;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.local.world.FreeNetwork;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone local up}. */
@Command(
    name = "up",
    description = {
      "Makes a cluster in a directory and starts its servers, or starts those that are down.",
      "They listen on loopback addresses of their own, which the file cluster.yaml in the directory names.",
      "A shell that reads the file env there, as in '. DIR/env', has commands find the cluster."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone local up",
      "  isochrone local up --dir /tmp/two --regions eu-west,us-east --zones 1"
    })
final class UpCommand implements Callable<Integer> {
  private static final int ZONES_MAX = 26;

  @Mixin private Place place = new Place();
  @Mixin private Output output = new Output();

  @Option(
      names = "--regions",
      paramLabel = "REGION",
      split = ",",
      description = "The regions of a new cluster (default: ap-south,eu-west,us-east).")
  private List<String> regions = List.of();

  @Option(
      names = "--zones",
      paramLabel = "N",
      description = "Zones of each region of a new cluster, with one node each (default: 3).")
  private int zones;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each region of a new cluster (default: 1).")
  private int partitions;

  @Option(
      names = "--tls",
      description = "A new cluster speaks TLS at every port; its certificates are made in DIR/tls.")
  private boolean tls;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description = "How long to wait until it serves (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LocalWorld world = LocalWorld.isIn(place.dir()) ? known() : made();
    PrintWriter err = spec.commandLine().getErr();
    err.println("starting " + world.servers().size() + " servers in " + place.dir());
    err.flush();
    world.up(
        Duration.ofSeconds(timeoutSeconds),
        waitedFor -> {
          err.println("waiting for " + waitedFor);
          err.flush();
        });
    boolean all = Overview.print(world, output);
    Path environment = EnvironmentFile.write(place.dir(), world);
    err.println("\nNext:");
    err.println("  . " + environment + "   # tells commands where the cluster is");
    err.println("  isochrone status");
    return (all ? ExitCode.DONE : ExitCode.LATER).number();
  }

  private LocalWorld known() throws IOException, InputException {
    if (!regions.isEmpty() || zones != 0 || partitions != 0 || tls) {
      throw new InputException(
          place.dir()
              + " has a cluster, whose regions, zones, partitions and TLS stay what they are; leave these"
              + " options out to start it, or name another --dir");
    }
    return place.open();
  }

  private LocalWorld made() throws IOException, InputException {
    int perRegion = zones == 0 ? 3 : zones;
    if (perRegion < 1 || perRegion > ZONES_MAX) {
      throw new InputException("--zones " + zones + ": from 1 to " + ZONES_MAX);
    }
    List<Zone> named = new ArrayList<>();
    for (int i = 0; i < perRegion; i++) {
      named.add(new Zone(String.valueOf((char) ('a' + i))));
    }
    SortedMap<Region, List<Zone>> layout = new TreeMap<>();
    for (String region : regions.isEmpty() ? List.of("ap-south", "eu-west", "us-east") : regions) {
      if (!Region.isName(region)) {
        throw new InputException("--regions " + region + ": not a region's name, such as eu-west");
      }
      layout.put(new Region(region), named);
    }
    try {
      WorldFile planned =
          WorldFile.plan(
              "local",
              layout,
              partitions == 0 ? 1 : partitions,
              FreeNetwork.find(RandomGenerator.getDefault()));
      return LocalWorld.create(place.dir(), tls ? planned.withTls() : planned, Place.program());
    } catch (IllegalArgumentException unfit) {
      throw new InputException(String.valueOf(unfit.getMessage()));
    }
  }
}
