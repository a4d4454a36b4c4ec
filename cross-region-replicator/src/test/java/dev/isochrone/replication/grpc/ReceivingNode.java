package dev.isochrone.replication.grpc;

import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.ModelInbox;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.driver.PartitionPort;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A node of the receiving region: a server in this process, and a thread that applies. */
final class ReceivingNode implements Inbox, AutoCloseable {
  static final ClusterId CLUSTER = new ClusterId("cd".repeat(16));

  private static final PartitionPort NOBODY_ELSE =
      (partition, origin, part) -> {
        throw new AssertionError("there is one partition, and it is reached without calls");
      };

  private final Endpoint endpoint;
  private final Peer self;
  private final ModelInbox state;
  private final ExecutorService apply = Executors.newSingleThreadExecutor();
  private final ExecutorService calls = Executors.newFixedThreadPool(2);
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final Server server;
  private final ManagedChannel channel;
  private final AtomicInteger proposed = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private volatile Optional<Endpoint> leader = Optional.empty();
  private volatile Optional<Refusal> noRoom = Optional.empty();
  private volatile CompletableFuture<?> held = CompletableFuture.completedFuture(null);

  ReceivingNode(NodeId node, Peer self, ModelInbox state, Cutting network) throws IOException {
    String name = InProcessServerBuilder.generateName();
    this.endpoint = new Endpoint(node, name, 1);
    this.self = self;
    this.state = state;
    PhysicalClock wall = PhysicalClock.system();
    HybridClock clock = HybridClock.unbounded(wall, HybridClock.OFFSET_MAX);
    ReplicationService service =
        new ReplicationService(
            new LinkTarget(CLUSTER, self, FeatureLevels.SPOKEN, 4),
            new ReplicationService.Receivers(1, origin -> this, NOBODY_ELSE),
            Residency.ANYWHERE,
            new ReplicationService.Time(
                clock::observe, ClockGuard.of(wall, HybridClock.OFFSET_MAX)),
            faults::add);
    this.server =
        InProcessServerBuilder.forName(name)
            .executor(calls)
            .intercept(network)
            .addService(service)
            .build()
            .start();
    this.channel = InProcessChannelBuilder.forName(name).executor(calls).build();
  }

  /** What batches are refused with from now on; empty: they are taken. */
  void noRoom(Optional<Refusal> refusal) {
    noRoom = refusal;
  }

  /** Applies nothing until that is done. */
  void hold(CompletableFuture<?> until) {
    held = until;
  }

  int proposed() {
    return proposed.get();
  }

  int abandoned() {
    return abandoned.get();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  ManagedChannel channel() {
    return channel;
  }

  List<Throwable> faults() {
    return faults;
  }

  void leaderIs(Optional<Endpoint> leading) {
    leader = leading;
  }

  private Optional<Refusal> notReady() {
    return leader.equals(Optional.of(endpoint))
        ? Optional.empty()
        : Optional.of(Refusal.notLeader(self.region(), leader));
  }

  @Override
  public CompletableFuture<Outcome<Applied>> standing() {
    return CompletableFuture.completedFuture(
        notReady()
            .<Outcome<Applied>>map(Outcome::refused)
            .orElseGet(() -> Outcome.done(new Applied(state.cursor(), state.frontier()))));
  }

  @Override
  public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
    Optional<Refusal> refusal = notReady().or(() -> noRoom);
    proposed.incrementAndGet();
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(Outcome.refused(refusal.get()))
        : held.thenApplyAsync(go -> Outcome.done(state.apply(batch)), apply);
  }

  /** One log, to which all that is proposed is on its way. */
  @Override
  public void abandon() {
    abandoned.incrementAndGet();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    apply.shutdown();
    calls.shutdown();
  }
}
