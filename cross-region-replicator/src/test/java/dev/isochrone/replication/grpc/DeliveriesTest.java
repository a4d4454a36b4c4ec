package dev.isochrone.replication.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.ModelOutbox;
import dev.isochrone.replication.Peer;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts on their way to the leader of one partition, over real calls, in one process. */
class DeliveriesTest {
  private static final ClusterId CLUSTER = new ClusterId("cd".repeat(16));
  private static final Peer SELF = new Peer(new Region("us-east"), new Origin(2));
  private static final LinkTarget TARGET = new LinkTarget(CLUSTER, SELF, FeatureLevels.SPOKEN, 4);
  private static final OriginPartition ORIGIN = new OriginPartition(new Origin(1), 0);
  private static final Inbox.Applied APPLIED = new Inbox.Applied(7, new HlcTimestamp(90));
  private static final int PARTITION = 5;

  /** A node that holds the partition, and what was delivered to it. */
  private static final class Holder implements AutoCloseable {
    private final Endpoint endpoint;
    private final Server server;
    private final ManagedChannel channel;
    private final List<Optional<ChangeBatch>> asked = new ArrayList<>();
    private volatile Optional<Refusal> refusal = Optional.empty();

    Holder(String name) throws IOException {
      String address = InProcessServerBuilder.generateName();
      this.endpoint = new Endpoint(new NodeId(name), address, 1);
      this.server =
          InProcessServerBuilder.forName(address)
              .directExecutor()
              .addService(service())
              .build()
              .start();
      this.channel = InProcessChannelBuilder.forName(address).directExecutor().build();
    }

    private ReplicationService service() {
      PhysicalClock wall = PhysicalClock.system();
      HybridClock clock = HybridClock.unbounded(wall, HybridClock.OFFSET_MAX);
      return new ReplicationService(
          TARGET,
          new ReplicationService.Receivers(
              1,
              origin -> {
                throw new AssertionError("no stream is opened here");
              },
              (partition, origin, part) -> {
                assertThat(partition).isEqualTo(PARTITION);
                assertThat(origin).isEqualTo(ORIGIN);
                asked.add(part);
                return CompletableFuture.completedFuture(
                    refusal
                        .<Outcome<Inbox.Applied>>map(Outcome::refused)
                        .orElseGet(() -> Outcome.done(APPLIED)));
              }),
          Residency.ANYWHERE,
          new ReplicationService.Time(clock::observe, ClockGuard.of(wall, HybridClock.OFFSET_MAX)),
          fault -> {
            throw new AssertionError(fault);
          });
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private final Map<NodeId, Holder> holders = new TreeMap<>();
  private Holder first;
  private Holder second;

  @BeforeEach
  void start() throws IOException {
    first = new Holder("a");
    second = new Holder("b");
    holders.put(first.endpoint.node(), first);
    holders.put(second.endpoint.node(), second);
  }

  @AfterEach
  void stop() {
    holders.values().forEach(Holder::close);
  }

  @Test
  void part_goesToTheLeaderThatARefusalNames_andTheNextOneStraightThere() {
    first.refusal = Optional.of(Refusal.notLeader(SELF.region(), Optional.of(second.endpoint)));
    Deliveries deliveries = deliveries(1, first, second);

    assertThat(deliveries.deliver(PARTITION, ORIGIN, part()).join())
        .isEqualTo(Outcome.done(APPLIED));
    assertThat(deliveries.deliver(PARTITION, ORIGIN, Optional.empty()).join())
        .isEqualTo(Outcome.done(APPLIED));

    assertThat(first.asked).containsExactly(part());
    assertThat(second.asked).containsExactly(part(), Optional.empty());
  }

  @Test
  void replica_thatIsGone_orKnowsNoLeader_isLeftForTheNext() {
    first.close();
    second.refusal = Optional.of(Refusal.notLeader(SELF.region(), Optional.empty()));

    Outcome<Inbox.Applied> outcome =
        deliveries(1, first, second).deliver(PARTITION, ORIGIN, part()).join();

    assertThat(code(outcome)).isIn(RefusalCode.NO_LEADER, RefusalCode.HOME_UNREACHABLE);
    assertThat(second.asked).isNotEmpty();
  }

  @Test
  void refusal_thatAnotherReplicaWouldRepeat_isNotAskedAgain() {
    first.refusal = Optional.of(Refusal.of(RefusalCode.INVALID_REQUEST, "no"));

    assertThat(code(deliveries(1, first, second).deliver(PARTITION, ORIGIN, part()).join()))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(second.asked).isEmpty();
  }

  @Test
  void node_withAnotherLayout_takesNothing() {
    assertThat(code(deliveries(2, first).deliver(PARTITION, ORIGIN, part()).join()))
        .isEqualTo(RefusalCode.NOT_READY);
    assertThat(first.asked).isEmpty();
  }

  @Test
  void partition_thatNoOtherNodeHolds_hasNoLeader() {
    assertThat(code(deliveries(1).deliver(PARTITION, ORIGIN, part()).join()))
        .isEqualTo(RefusalCode.NO_LEADER);
  }

  private Deliveries deliveries(long layoutVersion, Holder... nodes) {
    List<Endpoint> servers = new ArrayList<>();
    for (Holder node : nodes) {
      servers.add(node.endpoint);
    }
    return new Deliveries(
        TARGET,
        layoutVersion,
        partition -> servers,
        server -> Optional.ofNullable(holders.get(server.node())).orElseThrow().channel,
        Ticker.system());
  }

  private static Optional<ChangeBatch> part() {
    ModelOutbox outbox = new ModelOutbox(ORIGIN.origin());
    outbox.append(3, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    return Optional.of(
        new ChangeBatch(
            new ChangeBatch.Source(ORIGIN, 1, 1),
            new ChangeBatch.Interval(0, 5, 1, 1),
            false,
            outbox.announced().closed(),
            0,
            outbox.upTo(3)));
  }

  private static RefusalCode code(Outcome<?> outcome) {
    return outcome.fold(
        done -> {
          throw new AssertionError(done);
        },
        Refusal::code);
  }
}
