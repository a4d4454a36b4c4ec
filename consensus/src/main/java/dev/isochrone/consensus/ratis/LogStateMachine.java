package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Translates between Ratis and {@link ReplicatedState}; holds no state of the database.
 *
 * <p>Ratis calls from its updater (apply, readiness), from under its server's lock (append, loss)
 * and from its RPC threads (install). All that reaches the state goes through {@link StateTurns}.
 */
final class LogStateMachine<P extends Proposal> extends BaseStateMachine {
  private static final CompletableFuture<Message> NO_REPLY =
      CompletableFuture.completedFuture(Message.EMPTY);

  private final ReplicatedState<P> state;
  private final StateTurns<P> turns;
  private final Submissions<P> submissions;

  /**
   * What Ratis takes for this member's snapshot: where it starts to replay, and where it was after
   * an install. It must not follow the applied index, or a leader can go on telling a follower to
   * install for ever (RATIS-2500).
   */
  private volatile @Nullable SnapshotInfo restartPoint;

  /** Of the latest configuration entry; the updater notes it before it asks for readiness. */
  private volatile long configurationTerm;

  LogStateMachine(ReplicatedState<P> state, StateTurns<P> turns, Submissions<P> submissions) {
    this.state = state;
    this.turns = turns;
    this.submissions = submissions;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    startFrom(state.durableUpTo());
    getLifeCycle().startAndTransition(() -> {});
  }

  private void startFrom(LogPosition durable) {
    TermIndex at = TermIndex.valueOf(durable.term(), durable.index());
    setLastAppliedTermIndex(at);
    restartPoint = durable.equals(LogPosition.START) ? null : new RestartPoint(at);
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return restartPoint;
  }

  // Append, on the leader.

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    TransactionContext transaction =
        TransactionContext.newBuilder()
            .setStateMachine(this)
            .setClientRequest(request)
            .setLogData(request.getMessage().getContent())
            .setStateMachineContext(submissions.find(request.getCallId()))
            .build();
    if (!submissions.client().equals(request.getClientId())) {
      transaction.setException(new IOException("writes come from this process alone"));
    }
    return transaction;
  }

  /** Under the lock of Ratis' log, hence in log order; what is thrown here was not appended. */
  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction)
      throws StateMachineException {
    @SuppressWarnings("unchecked") // startTransaction put it there, of our own P
    Submission<P> submission = (Submission<P>) transaction.getStateMachineContext();
    if (!turns.serves() || submission == null || !submission.append()) {
      throw new StateMachineException(
          "not leading, or no longer wanted", /* leaderShouldStepDown= */ false);
    }
    try {
      state.onAppend(submission.proposal());
    } catch (RuntimeException e) {
      throw new StateMachineException("onAppend threw", e, /* leaderShouldStepDown= */ true);
    }
    return transaction;
  }

  /** Nothing is read through Ratis: its lease alone is asked for, and that it came here says it. */
  @Override
  public CompletableFuture<Message> query(Message request) {
    return NO_REPLY;
  }

  // Apply, on every member.

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
    LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
    Submission<P> submission = submissions.find(entry.getStateMachineLogEntry());
    ByteBuffer bytes = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
    turns.apply(position, bytes, submission == null ? null : submission.proposal());
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    if (submission != null) {
      submission.applied(position);
    }
    return NO_REPLY;
  }

  /** An entry of Ratis' own was applied; there is nothing in it for the state. */
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    turns.passed(new LogPosition(term, index));
    updateLastAppliedTermIndex(term, index);
  }

  /** Up to here may Ratis purge its log; nothing is made here, the state makes its checkpoints. */
  @Override
  public long takeSnapshot() {
    return state.checkpointedUpTo().index();
  }

  // Leadership.

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
    if (leader.equals(self.getPeerId())) {
      turns.elected(); // under the server's lock: the term can't move
    }
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    configurationTerm = term;
  }

  /** On the updater, right after it applied the term's first entry, a configuration. */
  @Override
  public void notifyLeaderReady() {
    turns.ready(configurationTerm);
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    turns.lost();
  }

  // Install.

  @Override
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto role, TermIndex firstInLog) {
    MemberId leader =
        new MemberId(
            RaftPeerId.valueOf(role.getFollowerInfo().getLeaderInfo().getId().getId()).toString());
    return turns
        .install(leader)
        .thenApply(
            installed ->
                installed.map(at -> TermIndex.valueOf(at.term(), at.index())).orElse(null));
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /** After an install: Ratis goes on after what the state now has. */
  @Override
  public void reinitialize() {
    getLifeCycle().startAndTransition(() -> startFrom(state.durableUpTo()));
  }

  // The end.

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    turns.fault(cause);
  }

  /** By us, or by Ratis itself: after a fault, or a pause of the process of over a minute. */
  @Override
  public void close() {
    turns.stopped();
  }

  /** A snapshot without files: the state keeps its own. */
  private record RestartPoint(TermIndex at) implements SnapshotInfo {
    @Override
    public TermIndex getTermIndex() {
      return at;
    }

    @Override
    public List<FileInfo> getFiles() {
      return List.of();
    }
  }
}
