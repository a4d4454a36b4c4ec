package dev.isochrone.zone.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.ratis.RatisConfig;
import dev.isochrone.consensus.ratis.RatisNode;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Origin;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.partition.Stores;
import dev.isochrone.zone.store.content.PartitionIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas over Ratis, each under a watchdog in a hurry; a test can hold up one's apply. */
class StuckReplicaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final GroupId GROUP = new GroupId(new UUID(7, 7));

  private static final WatchLimits HASTY =
      new WatchLimits(
          Duration.ofMillis(50),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          100_000);

  private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);
  private final ExecutorService closing = Executors.newFixedThreadPool(3);
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path dir) throws IOException {
    List<Member> members = new ArrayList<>();
    for (int port : freePorts()) {
      members.add(new Member(new MemberId("n" + members.size()), "127.0.0.1", port));
    }
    for (Member member : members) {
      nodes.add(new Node(member, members, dir.resolve(member.id().name())));
    }
    var unused =
        ticks.scheduleWithFixedDelay(
            () -> nodes.forEach(node -> node.replica.tick()), 50, 50, TimeUnit.MILLISECONDS);
    await().atMost(PATIENCE).until(() -> nodes.stream().anyMatch(n -> n.replica.isOpen()));
  }

  @AfterEach
  void stop() {
    ticks.shutdownNow();
    nodes.forEach(node -> closing.execute(node::close));
    closing.shutdown();
    await().atMost(PATIENCE).until(closing::isTerminated);
  }

  @Test
  void leaderWhoseStateStandsStill_isToldAsStuck_andTheOthersAreNot() {
    Node leader = leader();

    leader.applying.lock();
    try {
      await().atMost(PATIENCE).until(() -> !leader.stuck.isEmpty());
    } finally {
      leader.applying.unlock();
    }

    assertThat(leader.stuck)
        .singleElement()
        .satisfies(
            why ->
                assertThat(why)
                    .hasMessageContaining("partition 0 is stuck")
                    .hasMessageContaining("neither committed nor applied"));
    assertThat(nodes).filteredOn(node -> node != leader).allMatch(node -> node.stuck.isEmpty());
  }

  @Test
  void followerWhoseStateStandsStill_isShown_andNobodyIsEnded_andItGoesOn() {
    Node leader = leader();
    Node follower = nodes.stream().filter(node -> node != leader).findFirst().orElseThrow();

    follower.applying.lock();
    try {
      await().atMost(PATIENCE).until(() -> follower.dog.behind(0).containsKey(follower.id));
      assertThat(follower.dog.behind(0)).hasSize(1);
      assertThat(leader.replica.isOpen()).isTrue();
    } finally {
      follower.applying.unlock();
    }

    await().atMost(PATIENCE).until(() -> follower.dog.behind(0).isEmpty());
    assertThat(nodes).allMatch(node -> node.stuck.isEmpty());
  }

  private Node leader() {
    return nodes.stream().filter(node -> node.replica.isOpen()).findFirst().orElseThrow();
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket c = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return List.of(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
    }
  }

  /** One node's server, replica and watchdog. */
  private final class Node {
    /** Whoever has it holds up this replica's apply. */
    final ReentrantLock applying = new ReentrantLock();

    final MemberId id;
    final RatisNode server;
    final PartitionReplica replica;
    final Watchdog dog;
    final List<PartitionStuckException> stuck = new CopyOnWriteArrayList<>();

    Node(Member self, List<Member> members, Path dir) throws IOException {
      id = self.id();
      server = RatisNode.start(RatisConfig.of(self, dir, GroupConfig.DEFAULT), ticks);
      replica =
          PartitionReplica.open(
              Stores.inMemory(),
              new PartitionReplica.Clocks(
                  HybridClock.unbounded(PhysicalClock.system(), HybridClock.OFFSET_MAX),
                  Ticker.system(),
                  new Burst()),
              opening(),
              joining(members),
              () -> false,
              opened -> new Deaf());
      dog =
          Watchdog.start(
              "dog-" + id,
              List.of(
                  new Watchdog.Watched(
                      0,
                      id,
                      () ->
                          new Sighting(
                              replica.standing(),
                              replica.leads(),
                              replica.queue().entriesInFlight() > 0))),
              HASTY,
              Ticker.system(),
              new Kennel());
    }

    /** A peer that is owed its time: so the leader always has something to commit. */
    private Opening opening() {
      return new Opening(
          new PartitionIdentity(new OriginPartition(new Origin(1), 0), 1, List.of(SlotRange.ALL)),
          List.of(new Origin(2)),
          List.of());
    }

    private PartitionReplica.Join joining(List<Member> members) {
      return new PartitionReplica.Join() {
        @Override
        public <P extends Proposal> Group<P> join(ReplicatedState<P> state) throws IOException {
          Surroundings alone =
              new Surroundings(
                  (member, answer) -> {},
                  member -> {
                    throw new IOException("no state to be had");
                  },
                  (group, fault) -> {
                    throw new AssertionError(fault);
                  });
          return server.join(GROUP, members, new HeldUp<>(state, applying), alone);
        }
      };
    }

    void close() {
      dog.close();
      server.close();
      replica.kill();
    }

    private final class Kennel implements Watchdog.Ending {
      @Override
      public void note(PartitionStuckException why) {
        // The process lives on.
      }

      @Override
      public void end(PartitionStuckException why) {
        stuck.add(why);
      }
    }
  }

  private static final class Deaf implements PartitionReplica.Listener {
    @Override
    public void announced() {
      // Nobody to tell.
    }

    @Override
    public void leads(boolean leads) {
      // Nobody to tell.
    }
  }

  /** A state whose apply waits for a lock. */
  private record HeldUp<P extends Proposal>(ReplicatedState<P> state, ReentrantLock applying)
      implements ReplicatedState<P> {
    @Override
    public void onAppend(P proposal) {
      state.onAppend(proposal);
    }

    @Override
    public void apply(LogPosition position, ByteBuffer entry, @Nullable P proposal) {
      applying.lock();
      try {
        state.apply(position, entry, proposal);
      } finally {
        applying.unlock();
      }
    }

    @Override
    public void leadership(long term, boolean leads) {
      state.leadership(term, leads);
    }

    @Override
    public LogPosition durableUpTo() {
      return state.durableUpTo();
    }

    @Override
    public LogPosition checkpointedUpTo() {
      return state.checkpointedUpTo();
    }

    @Override
    public StateSource export() throws IOException {
      return state.export();
    }

    @Override
    public void install(StateSource source) throws IOException {
      state.install(source);
    }
  }
}
