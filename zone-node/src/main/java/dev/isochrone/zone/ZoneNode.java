package dev.isochrone.zone;

import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.ratis.RatisConfig;
import dev.isochrone.consensus.ratis.RatisNode;
import dev.isochrone.hlc.ClockBound;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.driver.LinkEvents;
import dev.isochrone.replication.grpc.LinkConnections;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.server.Undo;
import dev.isochrone.server.tls.RaftCallers;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.zone.disk.ClockBoundFile;
import dev.isochrone.zone.disk.DataDirectory;
import dev.isochrone.zone.disk.DiskGauge;
import dev.isochrone.zone.disk.DiskSpace;
import dev.isochrone.zone.disk.StaysDownException;
import dev.isochrone.zone.disk.WatchdogExits;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.metrics.NodeMetrics;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.partition.WriteLimits;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.watch.PartitionStuckException;
import dev.isochrone.zone.watch.WatchLimits;
import dev.isochrone.zone.watch.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One zone node, whole: what opens last closes first, and nothing is found by lookup. Several may
 * live in one process.
 */
public final class ZoneNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneNode.class);

  private static final long TICK_MILLIS = 100;
  private static final long CLOCK_BOUND_MILLIS = 500;
  private static final long DISK_MILLIS = 1_000;

  /** Where a node takes its time from. */
  public record Clocks(PhysicalClock physical, Ticker ticker) {}

  private final Front.Ground ground;
  private final Partitions partitions;
  private final Watchdog watchdog;
  private final Front front;

  private ZoneNode(Front.Ground ground, Partitions partitions, Watchdog watchdog, Front front) {
    this.ground = ground;
    this.partitions = partitions;
    this.watchdog = watchdog;
    this.front = front;
  }

  /** Starts a node whose directory never changes; see the other one. */
  public static ZoneNode start(
      ZoneNodeConfig config, Directory directory, Clocks clocks, Consumer<Throwable> faults)
      throws IOException {
    return start(config, Standing.fixed(config, directory), clocks, faults);
  }

  /**
   * Starts the node: joins its groups, then listens.
   *
   * @param standing says where it listens, what it holds, and who its peers are
   * @param faults told what must not happen: a replica stopped for good, a link's thread ended. On
   *     any thread
   * @throws IOException a port is taken, or the disk refuses
   * @throws StaysDownException the watchdog has ended this node too often
   */
  public static ZoneNode start(
      ZoneNodeConfig config, Standing standing, Clocks clocks, Consumer<Throwable> faults)
      throws IOException {
    WriteLimits.DEFAULT.requireWithin(
        config.group(), ListenConfig.Limits.DEFAULT.messageBytesMax());
    WriteLimits.DEFAULT.requireWithin(config.group(), ChannelConfig.DEFAULT.messageBytesMax());
    warnIfTemporary(config);
    standing.directory().get().warnings().forEach(warning -> LOG.warn("{}", warning));
    RegionEntry region = standing.region(config);
    DataDirectory data = standing.data();
    WatchdogExits exits = new WatchdogExits(data.root(), WatchdogExits.Limits.DEFAULT);
    exits.requireFew();
    try (Undo undo = new Undo()) {
      Front.Ground ground = ground(config, standing, clocks, undo);
      HybridClock clock = ground.bound().clock();
      Burst burst = new Burst();
      PartitionReplica.Clocks time = new PartitionReplica.Clocks(clock, clocks.ticker(), burst);
      Partitions partitions = partitions(config, standing, ground, time, faults);
      undo.push(partitions::close);
      partitions.disk().check();
      for (PartitionEntry partition : region.layout().partitions()) {
        if (partition.replicas().contains(config.node())) {
          partitions.open(partition, data.partition(partition.id()));
        }
      }
      Watchdog watchdog =
          Watchdog.start(
              "watchdog-" + config.node(),
              partitions.watched(),
              WatchLimits.DEFAULT,
              clocks.ticker(),
              ending(exits, clocks.physical(), faults));
      undo.push(watchdog);
      Front front =
          Front.listen(
              new Front.Listening(
                  config,
                  standing,
                  region,
                  watchdog,
                  clocks.physical(),
                  new SecureRandom()::nextLong,
                  faults),
              new Gateway.Times(clock, clocks.ticker(), burst),
              ground,
              partitions,
              undo);
      ZoneNode node = new ZoneNode(ground, partitions, watchdog, front);
      node.tick(faults);
      front.servers().forEach(RpcServer::announceServing);
      undo.forget();
      return node;
    }
  }

  /** The partitions that this node may hold, none of them open. */
  private static Partitions partitions(
      ZoneNodeConfig config,
      Standing standing,
      Front.Ground ground,
      PartitionReplica.Clocks time,
      Consumer<Throwable> faults) {
    LinkConnections opener =
        new LinkConnections(
            peer -> serversOf(standing.directory().get(), peer),
            ground.channels()::to,
            time.hybrid()::tick);
    return new Partitions(
        new Partitions.Shared(
            config,
            standing.directory(),
            standing.region(config),
            time,
            ground.ratis(),
            ground.channels(),
            new DiskGauge(DiskSpace.of(config.dataDir()), config.disk(), time.ticker()),
            faults),
        new PartitionLinks.Shared(
            opener,
            Residency.of(standing.directory(), config.region()),
            time.hybrid(),
            time.ticker(),
            linkFaults(faults)));
  }

  /**
   * Whether this node leads a partition of its region, as far as it knows, and takes writes for it.
   */
  public boolean takesWrites(int partition) {
    return replica(partition).map(PartitionReplica::isOpen).orElse(false);
  }

  /** This node's replicas, as they are now. */
  public NodeStatus status() {
    return front.view().status();
  }

  /** What became of the requests that this node answered. */
  public NodeTally tally() {
    return front.tally();
  }

  /** What it tells monitoring. */
  public NodeMetrics metrics() {
    return front.metrics();
  }

  /** This node's replica of a partition; for tests that look inside. */
  public Optional<PartitionReplica> replica(int partition) {
    return partitions.of(partition);
  }

  /** Stops in order: takes no more calls, ends its links, leaves its groups, flushes. Blocks. */
  @Override
  public void close() {
    watchdog.close(); // First: what is stopped from here on is meant to be.
    front.close();
    partitions.close();
    closeGround();
    try {
      ground.bound().close();
    } catch (IOException notLowered) {
      LOG.warn(
          "the clock's bound could not be lowered; the next start may wait for it", notLowered);
    }
  }

  /**
   * Ends the node as a crash would: flushes nothing, lowers nothing, tells nobody. Blocks till its
   * ports and files are free again.
   */
  public void kill() {
    watchdog.close();
    front.servers().forEach(RpcServer::cutOff);
    front.scans().close(); // An engine waits for its snapshots.
    partitions.kill();
    closeGround();
  }

  private void closeGround() {
    ground.ratis().close();
    ground.channels().close();
    ground.ticks().shutdownNow();
    try {
      boolean ended = ground.ticks().awaitTermination(5, TimeUnit.SECONDS);
      if (!ended) {
        LOG.warn("the ticks did not end in time");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private static Watchdog.Ending ending(
      WatchdogExits exits, PhysicalClock physical, Consumer<Throwable> faults) {
    return new Watchdog.Ending() {
      @Override
      public void note(PartitionStuckException why) throws IOException {
        exits.add(physical.millis(), String.valueOf(why.getMessage()));
      }

      @Override
      public void end(PartitionStuckException why) {
        faults.accept(why);
      }
    };
  }

  private void tick(Consumer<Throwable> faults) {
    every(TICK_MILLIS, partitions::tick, faults);
    every(TICK_MILLIS, front.scans()::tick, faults);
    every(DISK_MILLIS, partitions.disk()::check, faults);
    every(
        CLOCK_BOUND_MILLIS,
        () -> {
          try {
            ground.bound().extend();
          } catch (IOException notMoved) {
            throw new UncheckedIOException(notMoved);
          }
        },
        faults);
  }

  /**
   * A task that throws is told, and goes on: the clock stalls by itself if its bound does not move.
   */
  private void every(long millis, Runnable task, Consumer<Throwable> faults) {
    var unused =
        ground
            .ticks()
            .scheduleWithFixedDelay(
                () -> {
                  try {
                    task.run();
                  } catch (RuntimeException | Error fault) {
                    faults.accept(fault);
                  }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
  }

  private static Front.Ground ground(
      ZoneNodeConfig config, Standing standing, Clocks clocks, Undo undo) throws IOException {
    ClockBound bound =
        ClockBound.open(
            new ClockBoundFile(standing.data().clock()), clocks.physical(), config.offsetMax());
    undo.push(bound);
    ScheduledExecutorService ticks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "ticks-" + config.node());
              thread.setDaemon(true);
              return thread;
            });
    undo.push(ticks::shutdownNow);
    Optional<Credentials> tls = Credentials.openIfAny(config.tls());
    Channels channels = Channels.open(ChannelConfig.DEFAULT, clocks.ticker(), tls);
    undo.push(channels);
    Address raft = standing.listenAt().raft();
    RatisNode ratis =
        RatisNode.start(
            RatisConfig.of(
                    new Member(PartitionReplica.member(config.node()), raft.host(), raft.port()),
                    standing.data().raft(),
                    config.group())
                .with(tls.map(ZoneNode::ofRaft)),
            ticks);
    undo.push(ratis);
    return new Front.Ground(bound, ticks, channels, ratis, tls);
  }

  private static RatisConfig.Tls ofRaft(Credentials credentials) {
    return new RatisConfig.Tls(credentials.keys(), RaftCallers.of(credentials));
  }

  private static List<Endpoint> serversOf(Directory directory, Region region) {
    return directory.region(region).stream()
        .flatMap(entry -> entry.nodes().values().stream())
        .map(NodeEntry::internal)
        .toList();
  }

  private static LinkEvents linkFaults(Consumer<Throwable> faults) {
    return new LinkEvents() {
      @Override
      public void failed(Peer peer, Throwable cause) {
        faults.accept(cause);
      }
    };
  }

  /** What a restart of the machine may empty is no place for logs and votes. */
  private static void warnIfTemporary(ZoneNodeConfig config) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    if (!config.engine().allowRamDisk()
        && config.dataDir().toAbsolutePath().normalize().startsWith(temporary)) {
      LOG.warn("the data directory {} may be emptied at any time", config.dataDir());
    }
  }
}
