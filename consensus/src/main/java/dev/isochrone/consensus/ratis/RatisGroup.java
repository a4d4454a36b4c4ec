package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ProposeOutcome.Reason;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Standing;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.leadership.AppliedWaiters;
import dev.isochrone.consensus.leadership.LeadershipQuestions;
import dev.isochrone.consensus.leadership.LeadershipRounds;
import dev.isochrone.consensus.leadership.Timeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Group} on a {@link RatisNode}. Proposals are appended by one thread of its own: an
 * append takes Ratis' locks and can wait for the disk's queue, and the caller must not.
 */
final class RatisGroup<P extends Proposal> implements Group<P> {
  private static final Logger LOG = LoggerFactory.getLogger(RatisGroup.class);

  /** How many elections a transfer of leadership may take before it is given up. */
  private static final int TRANSFER_ELECTIONS = 4;

  /** In how many elections' time a member must have been heard of: as long as a leader waits. */
  private static final int LATELY_ELECTIONS = 2;

  /** The node, as its groups see it. */
  record Host(RatisConfig config, RaftServer server, Timeouts timeouts) {
    /** Where Ratis keeps a group's log. */
    Path logOf(GroupId group) {
      return RatisNode.groupsIn(config).resolve(group.toString()).resolve("current");
    }
  }

  /** Takes this member out of its process. */
  @FunctionalInterface
  interface Leave {
    void run() throws IOException;
  }

  private final GroupId id;
  private final RaftGroupId raftId;
  private final MemberId self;
  private final GroupConfig config;
  private final RaftServer server;
  private final Path logDirectory;
  private final Leave leave;
  private final LeadershipQuestions questions;
  private final AppliedWaiters waiters;
  private final Submissions<P> submissions;
  private final StateTurns<P> turns;
  private final LogStateMachine<P> machine;
  private final ThreadPoolExecutor appender;
  private final AtomicLong adminCalls = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile RaftServer.@Nullable Division division;
  private volatile @Nullable KnownLeader knownLeader;

  /** Every answer names the leader, so its name is made once. */
  private record KnownLeader(RaftPeerId peer, Optional<MemberId> member) {}

  RatisGroup(
      GroupId id,
      List<MemberId> members,
      ReplicatedState<P> state,
      Surroundings surroundings,
      Host host,
      Leave leave) {
    RatisConfig bounds = host.config();
    this.id = id;
    this.raftId = RaftGroupId.valueOf(id.value());
    this.self = bounds.listen().id();
    this.config = bounds.groups();
    this.server = host.server();
    this.logDirectory = host.logOf(id);
    this.leave = leave;
    this.questions =
        new LeadershipQuestions(
            self,
            this::term,
            surroundings.terms(),
            new LeadershipRounds<>(members, bounds.confirmationsMax()),
            host.timeouts(),
            config.confirmTimeout());
    this.waiters =
        new AppliedWaiters(state.durableUpTo().index(), host.timeouts(), bounds.confirmationsMax());
    this.submissions = new Submissions<>(bounds.pendingMax(), bounds.pendingBytesMax());
    this.turns =
        new StateTurns<>(id, state, surroundings, this::term, questions, waiters, submissions);
    this.machine = new LogStateMachine<>(state, turns, submissions);
    this.appender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(bounds.pendingMax()),
            task -> {
              Thread thread = new Thread(task, "append-" + id);
              thread.setDaemon(true);
              return thread;
            });
  }

  LogStateMachine<P> machine() {
    return machine;
  }

  @Override
  public GroupId id() {
    return id;
  }

  @Override
  public MemberId self() {
    return self;
  }

  @Override
  public CompletableFuture<ProposeOutcome> propose(P proposal) {
    if (proposal.entry().length > config.entryBytesMax()) {
      return refused(Reason.TOO_LARGE);
    }
    if (turns.over()) {
      return refused(Reason.CLOSED);
    }
    if (!turns.serves()) {
      return refused(Reason.NOT_LEADER);
    }
    Submission<P> submission = submissions.begin(proposal);
    if (submission == null) {
      return refused(Reason.OVERLOADED);
    }
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(submissions.client())
            .setServerId(server.getId())
            .setGroupId(raftId)
            .setCallId(submission.call())
            // Wrapped, not copied: onAppend writes into the bytes that the log is about to take.
            .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(proposal.entry())))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    try {
      appender.execute(() -> append(request, submission));
    } catch (RejectedExecutionException closing) {
      submission.failed(Reason.CLOSED, Optional.empty(), "closed");
    }
    return submission.outcome();
  }

  private void append(RaftClientRequest request, Submission<P> submission) {
    CompletableFuture<?> unused =
        submit(request).whenComplete((reply, error) -> ended(submission, reply, error));
  }

  /**
   * To the division itself, where that takes requests: the server hands each to another thread and
   * waits for it.
   */
  private CompletableFuture<RaftClientReply> submit(RaftClientRequest request) {
    try {
      return division() instanceof RaftClientAsynchronousProtocol direct
          ? direct.submitClientRequestAsync(request)
          : server.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Success was told by apply; what is left to tell here is that it did not come to that. */
  private void ended(
      Submission<P> submission, @Nullable RaftClientReply reply, @Nullable Throwable error) {
    if (submission.outcome().isDone()) {
      return;
    }
    Throwable why = error == null && reply != null ? reply.getException() : error;
    Reason reason =
        why instanceof ResourceUnavailableException
            ? Reason.OVERLOADED
            : turns.over() ? Reason.CLOSED : Reason.NOT_LEADER;
    submission.failed(reason, leaderFor(reason), why == null ? "lost leadership" : why.toString());
  }

  private CompletableFuture<ProposeOutcome> refused(Reason reason) {
    return CompletableFuture.completedFuture(new ProposeOutcome.Refused(reason, leaderFor(reason)));
  }

  private Optional<MemberId> leaderFor(Reason reason) {
    return reason == Reason.NOT_LEADER
        ? leader().filter(leader -> !leader.equals(self))
        : Optional.empty();
  }

  @Override
  public long term() {
    return division().getInfo().getCurrentTerm();
  }

  @Override
  public boolean leads() {
    return turns.serves();
  }

  @Override
  public Optional<MemberId> leader() {
    RaftPeerId leader = division().getInfo().getLeaderId();
    KnownLeader known = knownLeader;
    if (leader == null) {
      return Optional.empty();
    } else if (known == null || !known.peer().equals(leader)) {
      known = new KnownLeader(leader, Optional.of(new MemberId(leader.toString())));
      knownLeader = known;
    }
    return known.member();
  }

  @Override
  public CompletableFuture<Confirmation> confirmLeadership() {
    return turns.serves() ? questions.confirm() : notConfirmed();
  }

  @Override
  public CompletableFuture<Confirmation> confirmLease() {
    if (!turns.serves()) {
      return notConfirmed();
    }
    RaftClientRequest question =
        RaftClientRequest.newBuilder()
            .setClientId(submissions.client())
            .setServerId(server.getId())
            .setGroupId(raftId)
            .setCallId(adminCalls.incrementAndGet())
            .setMessage(Message.EMPTY)
            .setType(RaftClientRequest.readRequestType())
            .setTimeoutMs(config.confirmTimeout().toMillis())
            .build();
    return submit(question)
        .handle(
            (reply, error) ->
                error == null && reply.isSuccess() && turns.serves()
                    ? Confirmation.CONFIRMED
                    : Confirmation.NOT_CONFIRMED);
  }

  @Override
  public CompletableFuture<Confirmation> barrier() {
    if (!turns.serves()) {
      return notConfirmed();
    }
    // Whatever a majority has now is in this log now, if this member is confirmed after.
    TermIndex last = division().getRaftLog().getLastEntryTermIndex();
    long upTo = last == null ? committed() : last.getIndex();
    return questions
        .confirm()
        .thenCompose(
            confirmation ->
                confirmation == Confirmation.CONFIRMED
                    ? waiters.await(upTo, config.confirmTimeout())
                    : notConfirmed());
  }

  private static CompletableFuture<Confirmation> notConfirmed() {
    return CompletableFuture.completedFuture(Confirmation.NOT_CONFIRMED);
  }

  @Override
  public CompletableFuture<Boolean> transfer(MemberId to) {
    if (!turns.serves()) {
      return CompletableFuture.completedFuture(false);
    }
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            submissions.client(),
            server.getId(),
            raftId,
            adminCalls.incrementAndGet(),
            RaftPeerId.valueOf(to.name()),
            config.electionTimeoutMax().multipliedBy(TRANSFER_ELECTIONS).toMillis());
    try {
      return server
          .transferLeadershipAsync(request)
          .handle(
              (reply, error) ->
                  error == null && reply.isSuccess() && leader().equals(Optional.of(to)));
    } catch (IOException e) {
      LOG.warn("{}: leadership was not transferred to {}", id, to, e);
      return CompletableFuture.completedFuture(false);
    }
  }

  @Override
  public List<Member> members() {
    return division().getRaftConf().getAllPeers().stream()
        .map(RatisGroup::member)
        .sorted(Comparator.comparing(Member::id))
        .toList();
  }

  private static Member member(RaftPeer peer) {
    String address = peer.getAddress();
    int colon = address.lastIndexOf(':');
    return new Member(
        new MemberId(peer.getId().toString()),
        address.substring(0, colon),
        Integer.parseInt(address.substring(colon + 1)));
  }

  @Override
  public long logBytes() {
    return FileSizes.in(logDirectory);
  }

  @Override
  public long committed() {
    return division().getRaftLog().getLastCommittedIndex();
  }

  @Override
  public Standing standing() {
    DivisionStanding below =
        new DivisionStanding(
            division(), config.electionTimeoutMax().multipliedBy(LATELY_ELECTIONS));
    return new Standing(
        !turns.over() && below.alive(),
        term(),
        committed(),
        below.applied(),
        turns.installs() ? new Standing.Apart() : below.role());
  }

  @Override
  public void close() {
    if (beginClose()) {
      try {
        leave.run();
      } catch (IOException e) {
        LOG.warn("{}: did not leave in order", id, e);
      } finally {
        endClose();
      }
    }
  }

  /** Serves no more from here on. False if it was closed already; else {@link #endClose} is due. */
  boolean beginClose() {
    boolean first = closed.compareAndSet(false, true);
    if (first) {
      turns.closing();
    }
    return first;
  }

  /** After Ratis let go of the member: ends what still waits. */
  void endClose() {
    appender.shutdown(); // what it still holds is refused
    turns.closed();
  }

  /** Kept once found, so that the answers outlive the membership. */
  RaftServer.Division division() {
    RaftServer.Division found = division;
    if (found == null) {
      try {
        found = server.getDivision(raftId);
      } catch (IOException e) {
        throw new IllegalStateException("not a member: " + id, e);
      }
      division = found;
    }
    return found;
  }
}
