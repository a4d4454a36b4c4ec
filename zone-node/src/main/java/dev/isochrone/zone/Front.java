package dev.isochrone.zone;

import dev.isochrone.consensus.ratis.RatisNode;
import dev.isochrone.hlc.ClockBound;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Observation;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.model.ClusterId;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.grpc.ReplicationService;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.server.Undo;
import dev.isochrone.server.inside.Interior;
import dev.isochrone.server.inside.PlainText;
import dev.isochrone.server.inside.ServersService;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.zone.gateway.ClusterView;
import dev.isochrone.zone.gateway.ConflictView;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.gateway.LeaderOrders;
import dev.isochrone.zone.gateway.LinkOrders;
import dev.isochrone.zone.grpc.ClusterService;
import dev.isochrone.zone.grpc.ConflictsService;
import dev.isochrone.zone.grpc.DataService;
import dev.isochrone.zone.grpc.ForwardingService;
import dev.isochrone.zone.grpc.LeaderCalls;
import dev.isochrone.zone.grpc.LeadersService;
import dev.isochrone.zone.grpc.LinksService;
import dev.isochrone.zone.grpc.OperationStreams;
import dev.isochrone.zone.grpc.ScanService;
import dev.isochrone.zone.grpc.TablesService;
import dev.isochrone.zone.grpc.TermsService;
import dev.isochrone.zone.metrics.NodeMetrics;
import dev.isochrone.zone.scan.ScanLimits;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.tally.RequestIds;
import dev.isochrone.zone.tally.RequestTally;
import dev.isochrone.zone.watch.Watchdog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What others speak to: opened last, closed first. */
record Front(
    Scans scans,
    ReplicationService replication,
    OperationStreams streams,
    ClusterView view,
    NodeTally tally,
    NodeMetrics metrics,
    ServersService inside,
    List<RpcServer> servers) {

  /** What a node stands on: opened first, closed last. */
  record Ground(
      ClockBound bound,
      ScheduledExecutorService ticks,
      Channels channels,
      RatisNode ratis,
      Optional<Credentials> tls) {}

  /** What the node's servers speak for. */
  record Listening(
      ZoneNodeConfig config,
      Standing standing,
      RegionEntry region,
      Watchdog watchdog,
      PhysicalClock physical,
      LongSupplier chance,
      Consumer<Throwable> faults) {}

  void close() {
    scans.close(); // First: a server waits for its calls, and a scan may be a long one.
    replication.close();
    streams.close();
    servers.forEach(RpcServer::close);
    inside.close();
  }

  /** Listens; whom it serves before the end of this is refused. */
  static Front listen(
      Listening listening, Gateway.Times times, Ground ground, Partitions partitions, Undo undo)
      throws IOException {
    HybridClock clock = times.clock();
    Supplier<Directory> directory = listening.standing().directory();
    ClusterId cluster = directory.get().cluster().id();
    RegionEntry region = listening.region();
    NodeEntry self = listening.standing().self();
    ListenAt listenAt = listening.standing().listenAt();
    Gateway.Here here = new Gateway.Here(self.id(), region);
    Gateway gateway =
        new Gateway(
            here,
            directory,
            times,
            partitions,
            onward(directory, here, ground),
            listening.chance());
    RequestIds requestIds = new RequestIds(self.id().name(), clock.now().packed());
    NodeTally tally = NodeTally.of(times.ticker());
    SlowLog slow =
        new SlowLog(self.id().name(), listening.config().sight().slowRequest(), times.ticker());
    OperationStreams.Surroundings asked =
        new OperationStreams.Surroundings(
            gateway, requestIds, times.burst(), times.ticker(), tally, slow);
    OperationStreams streams = new OperationStreams(asked);
    ClusterView view = view(listening, here, gateway, clock, partitions);
    Scans scans =
        Scans.start(
            new Scans.Surroundings(here, gateway, partitions, clock, times.ticker()),
            ScanLimits.DEFAULT);
    undo.push(scans);
    LongAdder clockRefusals = new LongAdder();
    ReplicationService replication =
        new Intake(directory, region, self.id(), gateway, partitions)
            .open(
                ground.channels(),
                times.ticker(),
                counting(clockRefusals, judge(listening, clock)),
                listening.faults());
    NodeMetrics metrics = new NodeMetrics(view::status, tally, clockRefusals::sum);
    ServersService inside = inside(listening, view, metrics);
    undo.push(inside);
    RpcServer internal =
        RpcServer.listen(
            at(listenAt.internal()).secured(ground.tls(), ListenConfig.Callers.NODES),
            List.of(
                new ForwardingService(gateway, streams),
                new TermsService(cluster, self.id(), partitions),
                replication));
    undo.push(internal);
    RpcServer client =
        RpcServer.listen(
            at(listenAt.client()).secured(ground.tls(), ListenConfig.Callers.CLIENTS),
            List.of(
                data(asked, scans, streams),
                new ConflictsService(
                    ConflictView.of(here, gateway, clock, partitions), scans, requestIds),
                new ClusterService(view, requestIds),
                new TablesService(
                    cluster, listening.standing().control().map(Standing.Control::controllers)),
                new LeadersService(new LeaderOrders(here, partitions)),
                inside,
                new LinksService(
                    new LinkOrders(here, gateway, partitions, partitions::heedPauses))));
    undo.push(client);
    return new Front(
        scans, replication, streams, view, tally, metrics, inside, List.of(client, internal));
  }

  private static LeaderCalls onward(
      Supplier<Directory> directory, Gateway.Here here, Ground ground) {
    Forwarder self =
        new Forwarder(directory.get().cluster().id(), here.node(), here.region().region());
    return new LeaderCalls(directory, self, ground.channels());
  }

  private static DataService data(
      OperationStreams.Surroundings asked, Scans scans, OperationStreams streams) {
    RequestTally clients = asked.tally().clients();
    return new DataService(
        asked.gateway(),
        new ScanService(scans, asked.requestIds(), clients),
        asked.requestIds(),
        streams,
        clients,
        asked.slow());
  }

  private static ReplicationService.Time judge(Listening listening, HybridClock clock) {
    return new ReplicationService.Time(
        clock::observe, ClockGuard.of(listening.physical(), listening.config().offsetMax()));
  }

  private static ServersService inside(Listening listening, ClusterView view, NodeMetrics metrics) {
    NodeEntry self = listening.standing().self();
    Interior interior =
        new Interior(
            self.id().name(),
            self.internal().address(),
            listening.config().sight().process(),
            List.of(
                new Interior.Source(
                    "directory.txt", () -> PlainText.of(listening.standing().directory().get())),
                new Interior.Source("status.txt", () -> PlainText.of(view.status())),
                new Interior.Source("metrics.txt", () -> metrics.metrics().text())));
    return new ServersService(
        interior, listening.standing().control().map(Standing.Control::controllers));
  }

  /** The same judge of other regions' times, who notes whom he turns away. */
  private static ReplicationService.Time counting(
      LongAdder refusals, ReplicationService.Time judge) {
    return new ReplicationService.Time(
        reading -> {
          Observation seen = judge.observe().apply(reading);
          if (seen instanceof Observation.TooFarAhead) {
            refusals.increment();
          }
          return seen;
        },
        at -> {
          long ahead = judge.guard().tooFarAheadMillis(at);
          if (ahead > 0) {
            refusals.increment();
          }
          return ahead;
        });
  }

  private static ClusterView view(
      Listening listening,
      Gateway.Here here,
      Gateway gateway,
      HybridClock clock,
      Partitions partitions) {
    Watchdog watchdog = listening.watchdog();
    return new ClusterView(
        here,
        gateway,
        clock,
        partitions,
        partitions.disk(),
        new ClusterView.Watched(
            watchdog::behind,
            partition -> watchdog.missing(partition).leaderless(),
            partition -> watchdog.missing(partition).away(),
            partitions::links,
            () ->
                listening.standing().control().stream()
                    .flatMap(control -> control.roll().heard().stream())
                    .toList()));
  }

  private static ListenConfig at(Address address) {
    ListenConfig loopback = ListenConfig.loopback(address.port());
    return new ListenConfig(
        address.host(), address.port(), loopback.limits(), loopback.closeGrace());
  }
}
