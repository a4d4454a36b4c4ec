package dev.isochrone.cli.table;

import dev.isochrone.cli.Command;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.local.FreePorts;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.region.RegionController;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.region.config.FoundingFile;
import dev.isochrone.zone.Standing;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.config.NodeFile;
import dev.isochrone.zone.disk.DataDirectory;
import dev.isochrone.zone.membership.Membership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/** A region in this process: a controller, and two nodes of one partition each. */
final class OneRegion implements AutoCloseable {
  private static final List<String> ZONES = List.of("a", "b");
  private static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(400), Duration.ofMillis(800), Duration.ofSeconds(2), 1 << 20);

  final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final Path dir;
  private final int base;
  private final Deque<Runnable> closing = new ArrayDeque<>();

  /** A node that has reported itself. */
  private record Joining(NodeFile.Settings settings, DataDirectory data, Membership membership) {}

  private OneRegion(Path dir, int base) {
    this.dir = dir;
    this.base = base;
  }

  static OneRegion start(Path dir) throws IOException, InterruptedException, RefusedException {
    OneRegion made = new OneRegion(dir, FreePorts.baseFor(ZONES.size() + 1));
    try {
      made.startController();
      made.startNodes();
    } catch (IOException | RuntimeException | RefusedException failed) {
      made.close();
      throw failed;
    }
    return made;
  }

  /** Where clients are served. */
  String endpoint() {
    return "127.0.0.1:" + port(0, 0);
  }

  private void startController() throws IOException {
    Path file = dir.resolve("world.yaml");
    Files.writeString(
        file,
        """
        cluster: test
        regions:
          eu-west:
            partitions: 2
            replicas: 1
            nodes: 2
            coordinates: {latitude: 53.35, longitude: -6.26}
            controllers:
              ctl: {internal: 127.0.0.1:%d, raft: 127.0.0.1:%d}
        """
            .formatted(port(ZONES.size(), 0), port(ZONES.size(), 1)));
    FoundingFile founding = FoundingFile.read(file);
    RegionController controller =
        RegionController.start(
            new RegionControllerConfig(
                new NodeId("ctl"),
                dir.resolve("ctl"),
                founding.cluster(),
                founding.seats(),
                QUICK,
                Duration.ofMillis(50)),
            Ticker.system(),
            faults::add);
    closing.push(controller::close);
    Command init = Command.run("init", "-f", file.toString());
    if (init.code() != 0) {
      throw new IOException(init.err());
    }
  }

  private void startNodes() throws IOException, InterruptedException, RefusedException {
    List<Joining> joining = new ArrayList<>();
    for (int node = 0; node < ZONES.size(); node++) {
      joining.add(join(node));
    }
    List<ZoneNode> nodes = new ArrayList<>();
    for (Joining one : joining) {
      one.data().bind(one.membership().await().cluster().id());
      ZoneNode node =
          ZoneNode.start(
              one.settings().config(),
              new Standing(
                  one.data(),
                  ((NodeFile.Knowing.Joining) one.settings().knowing()).self(),
                  one.membership()::now,
                  Optional.of(
                      new Standing.Control(
                          one.membership().controllers(), one.membership().roll()))),
              new ZoneNode.Clocks(PhysicalClock.system(), Ticker.system()),
              faults::add);
      closing.push(node::close);
      nodes.add(node);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                List.of(0, 1).stream()
                    .allMatch(
                        partition -> nodes.stream().anyMatch(node -> node.takesWrites(partition))));
  }

  private Joining join(int node) throws IOException {
    String zone = ZONES.get(node);
    Path file = dir.resolve(zone + ".yaml");
    Files.writeString(
        file,
        """
        node: eu-west-%s
        region: eu-west
        data-dir: data-%s
        engine: {allow-ram-disk: true}
        join:
          controllers: [127.0.0.1:%d]
          zone: %s
        listen: {client: 127.0.0.1:%d, internal: 127.0.0.1:%d, raft: 127.0.0.1:%d}
        """
            .formatted(
                zone,
                zone,
                port(ZONES.size(), 0),
                zone,
                port(node, 0),
                port(node, 1),
                port(node, 2)));
    NodeFile.Settings settings = NodeFile.read(file);
    DataDirectory data =
        DataDirectory.open(
            settings.config().dataDir(), settings.config().node(), settings.config().region());
    Membership membership =
        Membership.open(
            data,
            new Membership.Self(
                settings.config().region(),
                ((NodeFile.Knowing.Joining) settings.knowing()).self(),
                Optional.empty()),
            ((NodeFile.Knowing.Joining) settings.knowing()).controllers(),
            Ticker.system(),
            faults::add);
    closing.push(membership::close);
    return new Joining(settings, data, membership);
  }

  private int port(int server, int which) {
    return base + 10 * server + which;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
