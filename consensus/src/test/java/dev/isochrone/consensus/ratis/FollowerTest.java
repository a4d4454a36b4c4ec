package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A member as its leader sees it, by the leader's own messages, which the test sends. */
@ResourceLock("ratis") // They take turns: each looks for free ports.
class FollowerTest {
  /** Above all that the follower reaches by elections of its own, with peers that aren't there. */
  private static final long TERM = 1_000_000;

  /** Of a leader that was elected before, wrote its first entries, and reached nobody else. */
  private static final long FORMER_TERM = TERM - 1;

  /** What a leader says that knows nothing to be committed. */
  private static final long NOTHING = -1;

  /** Of groups, so that some fall into the window. */
  private static final int STARTS = 40;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  /** Elections that do not happen within a test: the follower believes whom it hears. */
  private static final GroupConfig PATIENT =
      new GroupConfig(
          Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(1), 64 * 1024);

  private final List<Member> members;
  private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);

  FollowerTest() throws IOException {
    members =
        RatisNodes.freePorts(3).stream()
            .map(port -> new Member(new MemberId("m" + port), "127.0.0.1", port))
            .toList();
  }

  @AfterEach
  void stop() {
    ticks.shutdownNow();
  }

  /**
   * What a leader sends on a new connection after an error: the same entries again and more, while
   * the first are still on their way to disk. Ratis' own setting took the second request for the
   * first, as both begin at one index: it acknowledged entries that it did not have, and so they
   * counted for a majority, and the member stayed behind for good.
   */
  @Test
  void append_whileAShorterOneOfTheSameStartIsBeingStored_isAcknowledgedOnlyWhenStored(
      @TempDir Path directory) throws Exception {
    GroupId id = new GroupId(UUID.randomUUID());
    try (RatisNode follower = start(directory);
        Leader leader = new Leader(id, members.get(1), members.get(0))) {
      follower.join(id, members, new Ledger(), alone());

      leader.append(entries(TERM, 3), NOTHING);
      leader.append(entries(TERM, 5), NOTHING);
      assertThat(leader.reply().getMatchIndex()).isEqualTo(2);
      AppendEntriesReplyProto longer = leader.reply();
      leader.heartbeatAfter(4, NOTHING);
      AppendEntriesReplyProto heartbeat = leader.reply();

      assertThat(longer.getResult()).isEqualTo(AppendResult.SUCCESS);
      assertThat(longer.getMatchIndex()).isEqualTo(4);
      assertThat(heartbeat.getResult()).isEqualTo(AppendResult.SUCCESS);
      assertThat(heartbeat.getNextIndex()).isEqualTo(5);
    }
  }

  /**
   * A member that led and reached nobody has a first entry of its own. Ratis took entry 0 for
   * committed, whosever it was, when a heartbeat without a previous entry said that something is: a
   * leader sends those while its first entries are under way, and to a member that was away. The
   * member applied its own entry then, and refused the leader's for good.
   */
  @Test
  void heartbeat_withoutAPreviousEntry_commitsNothing_andAFormerLeadersEntryGivesWay(
      @TempDir Path directory) throws Exception {
    GroupId id = new GroupId(UUID.randomUUID());
    try (RatisNode follower = start(directory);
        Leader leader = new Leader(id, members.get(1), members.get(0))) {
      Group<?> group = follower.join(id, members, new Ledger(), alone());
      leader.append(FORMER_TERM, entries(FORMER_TERM, 1), NOTHING);
      assertThat(leader.reply().getMatchIndex()).isZero();

      leader.heartbeat(2);
      AppendEntriesReplyProto heartbeat = leader.reply();
      leader.append(entries(TERM, 3), 2);
      AppendEntriesReplyProto append = leader.reply();

      assertThat(heartbeat.getResult()).isEqualTo(AppendResult.SUCCESS);
      assertThat(heartbeat.getFollowerCommit()).isEqualTo(NOTHING);
      assertThat(append.getResult()).isEqualTo(AppendResult.SUCCESS);
      assertThat(append.getMatchIndex()).isEqualTo(2);
      await().atMost(PATIENCE).until(() -> group.standing().applied() == 2);
    }
  }

  /** The same, one entry later: Ratis counted from the one before the first, and took it for 0. */
  @Test
  void append_withoutAPreviousEntry_commitsNoMoreThanItBrings(@TempDir Path directory)
      throws Exception {
    GroupId id = new GroupId(UUID.randomUUID());
    try (RatisNode follower = start(directory);
        Leader leader = new Leader(id, members.get(1), members.get(0))) {
      follower.join(id, members, new Ledger(), alone());
      leader.append(FORMER_TERM, entries(FORMER_TERM, 2), NOTHING);
      assertThat(leader.reply().getMatchIndex()).isEqualTo(1);

      leader.append(entries(FORMER_TERM, 1), 1);

      assertThat(leader.reply().getFollowerCommit()).isZero();
    }
  }

  /** Ratis' own start failed then, and with it the node's. */
  @Test
  void start_whileTheLeaderAppends_succeeds_andTheLeaderGetsThrough(@TempDir Path directory)
      throws Exception {
    try (RatisNode follower = start(directory)) {
      for (int i = 0; i < STARTS; i++) {
        GroupId id = new GroupId(UUID.randomUUID());
        try (Leader leader = new Leader(id, members.get(1), members.get(0))) {
          CompletableFuture<Boolean> through = CompletableFuture.supplyAsync(leader::insist, ticks);
          follower.join(id, members, new Ledger(), alone());

          assertThat(through).succeedsWithin(PATIENCE).isEqualTo(true);
        }
      }
    }
  }

  private RatisNode start(Path directory) throws IOException {
    return RatisNode.start(RatisConfig.of(members.get(0), directory, PATIENT), ticks);
  }

  private static Surroundings alone() {
    return new Surroundings(
        (member, answer) -> {},
        member -> {
          throw new IOException("nobody to ask");
        },
        (group, cause) -> {
          throw new AssertionError(cause);
        });
  }

  private static List<LogEntryProto> entries(long term, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                LogEntryProto.newBuilder()
                    .setTerm(term)
                    .setIndex(index)
                    .setMetadataEntry(MetadataProto.newBuilder())
                    .build())
        .toList();
  }

  /** Sends one group's entries to one follower, from index 0. */
  private static final class Leader implements AutoCloseable {
    private final GroupId group;
    private final Member self;
    private final Member follower;
    private final ManagedChannel channel;
    private final BlockingQueue<Optional<AppendEntriesReplyProto>> replies =
        new LinkedBlockingQueue<>();
    private StreamObserver<AppendEntriesRequestProto> stream;

    Leader(GroupId group, Member self, Member follower) {
      this.group = group;
      this.self = self;
      this.follower = follower;
      channel =
          NettyChannelBuilder.forAddress(follower.host(), follower.port()).usePlaintext().build();
      stream = connect();
    }

    /** Begins anew, on a stream of which nothing is known. */
    final StreamObserver<AppendEntriesRequestProto> connect() {
      stream =
          RaftServerProtocolServiceGrpc.newStub(channel)
              .appendEntries(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(AppendEntriesReplyProto reply) {
                      replies.add(Optional.of(reply));
                    }

                    @Override
                    public void onError(Throwable cause) {
                      replies.add(Optional.empty());
                    }

                    @Override
                    public void onCompleted() {}
                  });
      return stream;
    }

    /**
     * One heartbeat after the other, each on a new stream, till one is taken. Some are turned away,
     * and some never answered: Ratis drops those that find no group.
     */
    boolean insist() {
      try {
        while (true) {
          stream.onNext(request().build());
          Optional<AppendEntriesReplyProto> reply =
              replies.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
          if (reply != null
              && reply.isPresent()
              && reply.get().getResult() == AppendResult.SUCCESS) {
            return true;
          }
          connect();
        }
      } catch (InterruptedException stopped) {
        return false;
      }
    }

    /** From the beginning of the log. */
    void append(List<LogEntryProto> entries, long committed) {
      append(TERM, entries, committed);
    }

    void append(long term, List<LogEntryProto> entries, long committed) {
      stream.onNext(
          request().setLeaderTerm(term).addAllEntries(entries).setLeaderCommit(committed).build());
    }

    /** One that says nothing of what the follower has. */
    void heartbeat(long committed) {
      stream.onNext(request().setLeaderCommit(committed).build());
    }

    void heartbeatAfter(long index, long committed) {
      stream.onNext(
          request()
              .setPreviousLog(TermIndexProto.newBuilder().setTerm(TERM).setIndex(index))
              .setLeaderCommit(committed)
              .build());
    }

    AppendEntriesReplyProto reply() throws InterruptedException {
      Optional<AppendEntriesReplyProto> reply =
          replies.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(reply).as("a reply in time").isNotNull();
      return reply.orElseThrow();
    }

    private AppendEntriesRequestProto.Builder request() {
      return AppendEntriesRequestProto.newBuilder()
          .setServerRequest(
              RaftRpcRequestProto.newBuilder()
                  .setRequestorId(ByteString.copyFromUtf8(self.id().name()))
                  .setReplyId(ByteString.copyFromUtf8(follower.id().name()))
                  .setRaftGroupId(
                      RaftGroupIdProto.newBuilder()
                          .setId(RaftGroupId.valueOf(group.value()).toByteString())))
          .setLeaderTerm(TERM)
          .setLeaderCommit(NOTHING);
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
