package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ProposeOutcome.Applied;
import dev.isochrone.consensus.ProposeOutcome.Reason;
import dev.isochrone.consensus.ProposeOutcome.Refused;
import dev.isochrone.consensus.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.RetryPolicies;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One node with groups of one member: what the contract of a group does not reach. */
@ResourceLock("ratis") // They take turns: each looks for free ports.
@TestInstance(Lifecycle.PER_CLASS)
class RatisNodeTest {
  private static final Surroundings ALONE =
      new Surroundings(
          (member, answer) -> {
            throw new AssertionError("nobody to ask");
          },
          member -> {
            throw new IOException("nobody to ask");
          },
          (group, cause) -> {
            throw new AssertionError(cause);
          });

  private static final int PENDING_MAX = 4;

  private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);
  private RatisConfig config;
  private RatisNode node;
  private GroupId id;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    config = config(directory, RatisNodes.freePorts(1).get(0));
    node = RatisNode.start(config, ticks);
  }

  @BeforeEach
  void newGroup() {
    id = new GroupId(UUID.randomUUID());
  }

  @AfterAll
  void stop() {
    node.close();
    ticks.shutdownNow();
  }

  @Test
  void start_onATakenPort_isRefusedInAType_andTheProcessLivesOn(@TempDir Path other)
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RatisConfig same = config(other, taken.getLocalPort());

      assertThatThrownBy(() -> RatisNode.start(same, ticks))
          .isInstanceOf(AddressInUseException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
    // Ratis' own would end the process.
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
  }

  @Test
  void start_beyondLoopback_isRefused_unlessThereIsTls(@TempDir Path other) {
    RatisConfig everywhere =
        RatisConfig.of(
            new Member(new MemberId("m0"), "0.0.0.0", 7402), other, RatisGroupContractTest.QUICK);

    assertThatThrownBy(() -> RatisNode.start(everywhere, ticks))
        .isInstanceOf(BeyondLoopbackException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("isochrone cert");
  }

  @Test
  void node_restarted_goesOnFromItsDisk_andClosingTwiceIsHarmless() throws IOException {
    Ledger first = new Ledger();
    Group<Note> group = node.join(id, List.of(config.listen()), first, ALONE);
    until(group::leads);
    long term = group.term();
    assertThat(group.propose(new Note("one")).join()).isInstanceOf(Applied.class);
    assertThat(group.confirmLeadership().join()).isEqualTo(Confirmation.CONFIRMED);

    node.close();
    node.close();
    node = RatisNode.start(config, ticks);

    assertThat(group.leads()).isFalse();
    assertThat(first.lastReign()).map(Ledger.Reign::leads).contains(false);
    Ledger second = first.afterCrash();
    Group<Note> next = node.join(id, List.of(config.listen()), second, ALONE);
    until(next::leads);
    assertThat(next.term()).isGreaterThan(term);
    assertThat(second.texts()).containsExactly("one");
    assertThat(second.own()).isEmpty();
  }

  @Test
  void join_twice_isRefused() throws IOException {
    node.join(id, List.of(config.listen()), new Ledger(), ALONE);

    assertThatThrownBy(() -> node.join(id, List.of(config.listen()), new Ledger(), ALONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void join_withStateButWithoutALog_isRefused() throws IOException {
    Ledger ledger = new Ledger();
    Group<Note> group = node.join(id, List.of(config.listen()), ledger, ALONE);
    until(group::leads);
    group.propose(new Note("kept")).join();
    ledger.persist();
    GroupId other = new GroupId(UUID.randomUUID());

    assertThatThrownBy(() -> node.join(other, List.of(config.listen()), ledger.afterCrash(), ALONE))
        .isInstanceOf(LogLostException.class);
    assertThatThrownBy(() -> node.join(other, List.of(), new Ledger(), ALONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void proposals_beyondTheBound_areRefusedAsOverloaded_andNeverAppended() throws IOException {
    Ledger ledger = new Ledger();
    Group<Note> group = node.join(id, List.of(config.listen()), ledger, ALONE);
    until(group::leads);

    List<CompletableFuture<ProposeOutcome>> outcomes =
        IntStream.range(0, 100).mapToObj(i -> group.propose(new Note("n" + i))).toList();

    long refused =
        outcomes.stream()
            .map(CompletableFuture::join)
            .filter(outcome -> outcome instanceof Refused r && r.reason() == Reason.OVERLOADED)
            .count();
    assertThat(refused).isPositive();
    assertThat(ledger.appended()).hasSize((int) (100 - refused));
    assertThat(group.propose(new Note("later")).join()).isInstanceOf(Applied.class);
  }

  @Test
  void write_fromOutsideTheProcess_isRefused() throws IOException {
    Ledger ledger = new Ledger();
    Group<Note> group = node.join(id, List.of(config.listen()), ledger, ALONE);
    until(group::leads);
    RaftPeer peer =
        RaftPeer.newBuilder().setId("m0").setAddress("127.0.0.1:" + config.listen().port()).build();
    try (RaftClient stranger =
        RaftClient.newBuilder()
            .setProperties(new RaftProperties())
            .setRaftGroup(RaftGroup.valueOf(RaftGroupId.valueOf(id.value()), peer))
            .setRetryPolicy(RetryPolicies.noRetry())
            .build()) {
      assertThatThrownBy(() -> stranger.io().send(Message.valueOf("from outside")))
          .isInstanceOf(StateMachineException.class);
    }
    assertThat(group.propose(new Note("from inside")).join()).isInstanceOf(Applied.class);
    assertThat(ledger.texts()).containsExactly("from inside");
  }

  private static RatisConfig config(Path directory, int port) {
    RatisConfig wide =
        RatisConfig.of(
            new Member(new MemberId("m0"), "127.0.0.1", port),
            directory,
            RatisGroupContractTest.QUICK);
    return new RatisConfig(
        wide.listen(),
        wide.directory(),
        wide.groups(),
        wide.segmentBytesMax(),
        PENDING_MAX,
        wide.pendingBytesMax(),
        wide.confirmationsMax(),
        wide.freeBytesMin(),
        wide.tls());
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(condition);
  }
}
