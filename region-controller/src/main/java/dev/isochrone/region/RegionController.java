package dev.isochrone.region;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.ratis.RatisConfig;
import dev.isochrone.consensus.ratis.RatisNode;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.region.RegionControllerConfig.Seat;
import dev.isochrone.region.desk.ControlDesk;
import dev.isochrone.region.desk.MirroredWorld;
import dev.isochrone.region.desk.VotedWorld;
import dev.isochrone.region.desk.World;
import dev.isochrone.region.directory.DirectoryView;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.grpc.ControllerCalls;
import dev.isochrone.region.grpc.DirectoriesService;
import dev.isochrone.region.metrics.ControllerMetrics;
import dev.isochrone.region.metrics.ControllerStatus;
import dev.isochrone.region.store.ControllerDirectory;
import dev.isochrone.region.store.DirectoryGroup;
import dev.isochrone.region.store.DirectoryLog;
import dev.isochrone.region.store.DirectoryProposal;
import dev.isochrone.region.store.Machine;
import dev.isochrone.region.store.ShelfFile;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.server.Undo;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.server.inside.Interior;
import dev.isochrone.server.inside.PlainText;
import dev.isochrone.server.inside.ServerProcess;
import dev.isochrone.server.inside.ServersService;
import dev.isochrone.server.tls.RaftCallers;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One region controller, whole: what opens last closes first, and nothing is found by lookup.
 * Several may live in one process.
 */
public final class RegionController implements AutoCloseable {
  private static final int CLUSTER_ID_BYTES = 16;

  /** What the rest stands on: opened first, closed last. */
  private record Ground(
      RegionControllerConfig config,
      ControllerDirectory disk,
      ScheduledExecutorService ticks,
      ScheduledExecutorService upkeep,
      Channels channels,
      RatisNode ratis,
      Optional<Credentials> tls,
      Consumer<Throwable> faults) {}

  /** How it is seen from outside. */
  private record Sight(ControllerMetrics metrics, ServersService servers) {}

  private final Ground ground;
  private final ControlDesk desk;
  private final DirectoryGroup<RegionCommand, RegionDirectoryState> own;
  private final Sight sight;
  private final RpcServer server;

  private RegionController(
      Ground ground,
      ControlDesk desk,
      DirectoryGroup<RegionCommand, RegionDirectoryState> own,
      Sight sight,
      RpcServer server) {
    this.ground = ground;
    this.desk = desk;
    this.own = own;
    this.sight = sight;
    this.server = server;
  }

  /** Starts the controller as a guest in a process of others; see the other one. */
  public static RegionController start(
      RegionControllerConfig config, Ticker ticker, Consumer<Throwable> faults) throws IOException {
    return start(config, ServerProcess.GUEST, ticker, faults);
  }

  /**
   * Starts the controller: opens its disk, joins its groups, then listens.
   *
   * @param process what it can tell of the process that it is
   * @param faults told what must not happen: a group's member stopped for good, the disk belongs to
   *     another cluster. On any thread
   * @throws IOException a port is taken, the data directory is another controller's, or the disk
   *     refuses
   */
  public static RegionController start(
      RegionControllerConfig config,
      ServerProcess process,
      Ticker ticker,
      Consumer<Throwable> faults)
      throws IOException {
    Seat self = config.self();
    ControllerDirectory disk =
        ControllerDirectory.open(
            config.dataDir(),
            new ControllerDirectory.Owner(config.clusterName(), self.id(), self.region()));
    try (Undo undo = new Undo()) {
      Ground ground = ground(config, disk, ticker, faults, undo);
      DirectoryGroup<RegionCommand, RegionDirectoryState> own =
          join(ground, Machine.region(), "region", config.ofRegion());
      undo.push(own);
      ControllerCalls voters =
          new ControllerCalls(
              new Controllers(
                  ground.channels(),
                  config.voters().stream().map(seat -> Address.of(seat.internal())).toList()));
      World world = world(ground, undo);
      ControlDesk desk =
          new ControlDesk(
              new ControlDesk.Place(
                  self.region(), config.clusterName(), RegionController::drawClusterId),
              world,
              own);
      Sight sight = sight(self, process, desk, () -> status(self.region(), world, own));
      undo.push(sight.servers());
      RpcServer server =
          RpcServer.listen(
              at(config.listenAt().internal()).secured(ground.tls(), ListenConfig.Callers.NODES),
              List.of(new DirectoriesService(desk), sight.servers()));
      undo.push(server);
      RegionController controller = new RegionController(ground, desk, own, sight, server);
      controller.keepUp(new Upkeep(self.region(), disk, world, own, voters));
      server.announceServing();
      undo.forget();
      return controller;
    }
  }

  /** The directory that this controller would give out now. */
  public Outcome<DirectoryView> view() {
    return desk.view(Optional.empty());
  }

  /** The cluster, once it is known here. */
  public Optional<ClusterId> cluster() {
    return desk.global().cluster().map(cluster -> cluster.id());
  }

  /** What it tells monitoring. */
  public ControllerMetrics metrics() {
    return sight.metrics();
  }

  private static Sight sight(
      Seat self, ServerProcess process, ControlDesk desk, Supplier<ControllerStatus> status) {
    ControllerMetrics metrics = new ControllerMetrics(status);
    Interior interior =
        new Interior(
            self.id().name(),
            self.internal().address(),
            process,
            List.of(
                new Interior.Source(
                    "directory.txt",
                    () ->
                        desk.view(Optional.empty())
                            .fold(
                                view -> PlainText.of(view.directory()),
                                refusal -> refusal.code() + ": " + refusal.message())),
                new Interior.Source("status.txt", () -> status.get().toString()),
                new Interior.Source("metrics.txt", () -> metrics.metrics().text())));
    return new Sight(metrics, new ServersService(interior, Optional.empty()));
  }

  private static ControllerStatus status(
      Region where, World world, DirectoryGroup<RegionCommand, RegionDirectoryState> own) {
    List<ControllerStatus.Vote> votes = new ArrayList<>(List.of(vote("region", own)));
    if (world instanceof VotedWorld voted) {
      votes.add(vote("global", voted.group()));
    }
    GlobalDirectoryState global = world.state();
    RegionDirectoryState region = own.state();
    return new ControllerStatus(
        where,
        votes,
        new ControllerStatus.Known(
            global.version(),
            region.version(),
            region.nodes().size(),
            global.regions().size(),
            global.tables().size()));
  }

  private static ControllerStatus.Vote vote(String directory, DirectoryGroup<?, ?> group) {
    return new ControllerStatus.Vote(
        directory,
        group.leads(),
        group.leaderKnown(),
        group.term(),
        group.appliedIndex(),
        group.logBytes());
  }

  /** Whether this controller leads its region's directory, as far as it knows. */
  public boolean leadsRegion() {
    return own.leads();
  }

  /** Stops in order: takes no more calls, leaves its groups. Blocks. */
  @Override
  public void close() {
    server.close();
    sight.servers().close();
    ground.upkeep().shutdownNow();
    ground.ratis().close();
    ground.channels().close();
    ground.ticks().shutdownNow();
  }

  private void keepUp(Upkeep upkeep) {
    long pause = ground.config().upkeep().toMillis();
    var unused =
        ground
            .upkeep()
            .scheduleWithFixedDelay(
                () -> {
                  try {
                    upkeep.look();
                  } catch (RuntimeException | Error fault) {
                    ground.faults().accept(fault);
                  }
                },
                0,
                pause,
                TimeUnit.MILLISECONDS);
  }

  private static Ground ground(
      RegionControllerConfig config,
      ControllerDirectory disk,
      Ticker ticker,
      Consumer<Throwable> faults,
      Undo undo)
      throws IOException {
    ScheduledExecutorService ticks = oneThread("ticks-" + config.controller());
    undo.push(ticks::shutdownNow);
    ScheduledExecutorService upkeep = oneThread("upkeep-" + config.controller());
    undo.push(upkeep::shutdownNow);
    Optional<Credentials> tls = Credentials.openIfAny(config.tls());
    Channels channels = Channels.open(ChannelConfig.DEFAULT, ticker, tls);
    undo.push(channels);
    RatisNode ratis =
        RatisNode.start(
            RatisConfig.of(bound(config), disk.raft(), config.group())
                .with(tls.map(RegionController::ofRaft)),
            ticks);
    undo.push(ratis);
    return new Ground(config, disk, ticks, upkeep, channels, ratis, tls, faults);
  }

  private static RatisConfig.Tls ofRaft(Credentials credentials) {
    return new RatisConfig.Tls(credentials.keys(), RaftCallers.of(credentials));
  }

  private static World world(Ground ground, Undo undo) throws IOException {
    RegionControllerConfig config = ground.config();
    if (!config.self().votes()) {
      Seat voter =
          config.voters().stream()
              .filter(seat -> seat.region().equals(config.self().region()))
              .findAny()
              .orElse(config.voters().get(0));
      return new MirroredWorld(new DirectoryGroup.Seat(voter.region(), voter.internal()));
    }
    var group = join(ground, Machine.global(), "global", config.voters());
    undo.push(group);
    return new VotedWorld(group);
  }

  /** Makes this controller a member of a directory's group, from the directory's checkpoint on. */
  private static <C, S> DirectoryGroup<C, S> join(
      Ground ground, Machine<C, S> machine, String name, List<Seat> seats) throws IOException {
    DirectoryLog<C, S> log =
        DirectoryLog.open(machine, new ShelfFile<>(ground.disk().root(), name, machine));
    Map<NodeId, DirectoryGroup.Seat> members =
        seats.stream()
            .collect(
                Collectors.toMap(
                    Seat::id, seat -> new DirectoryGroup.Seat(seat.region(), seat.internal())));
    GroupId id = groupId(ground.config(), name);
    Surroundings surroundings = surroundings(ground.faults());
    return DirectoryGroup.open(
        log,
        members,
        new DirectoryGroup.Join<S>() {
          @Override
          public Group<DirectoryProposal<S>> join(DirectoryLog<?, S> state) throws IOException {
            return ground
                .ratis()
                .join(
                    id, seats.stream().map(RegionController::member).toList(), state, surroundings);
          }
        });
  }

  /**
   * Terms are not asked for, since nothing here reads as leader: a command goes through the log,
   * and what is given out may be old, and says its version.
   */
  private static Surroundings surroundings(Consumer<Throwable> faults) {
    return new Surroundings(
        (member, answer) -> {},
        member -> {
          throw new IOException("logs are not purged, so no member needs a state from " + member);
        },
        (stopped, cause) -> faults.accept(cause));
  }

  /** Equal on every member; a cluster has no id yet when its first groups begin. */
  private static GroupId groupId(RegionControllerConfig config, String name) {
    String where = name.equals("global") ? "" : "/" + config.self().region();
    String text = "controllers/" + config.clusterName() + "/" + name + where;
    return new GroupId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Member member(Seat seat) {
    return new Member(new MemberId(seat.id().name()), seat.raft().host(), seat.raft().port());
  }

  private static Member bound(RegionControllerConfig config) {
    Address raft = config.listenAt().raft();
    return new Member(new MemberId(config.controller().name()), raft.host(), raft.port());
  }

  private static ClusterId drawClusterId() {
    byte[] id = new byte[CLUSTER_ID_BYTES];
    new SecureRandom().nextBytes(id);
    return new ClusterId(HexFormat.of().formatHex(id));
  }

  private static ListenConfig at(Address address) {
    ListenConfig loopback = ListenConfig.loopback(address.port());
    return new ListenConfig(
        address.host(), address.port(), loopback.limits(), loopback.closeGrace());
  }

  private static ScheduledExecutorService oneThread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The region that it controls. */
  public Region region() {
    return desk.region();
  }
}
