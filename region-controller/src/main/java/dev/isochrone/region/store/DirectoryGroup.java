package dev.isochrone.region.store;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One controller's hold on a directory: reads the state that it has, and changes it if it leads.
 * Any thread; nothing waits.
 */
public final class DirectoryGroup<C, S> implements AutoCloseable {
  private static final Duration SOON = Duration.ofMillis(200);

  private final DirectoryLog<C, S> log;
  private final Group<DirectoryProposal<S>> group;
  private final Map<NodeId, Seat> members;

  /** A member's region, and where it is spoken to by other servers. */
  public record Seat(Region region, Endpoint internal) {}

  /** Makes this process a member, once its state is there. */
  @FunctionalInterface
  public interface Join<S> {
    Group<DirectoryProposal<S>> join(DirectoryLog<?, S> state) throws IOException;
  }

  private DirectoryGroup(
      DirectoryLog<C, S> log, Group<DirectoryProposal<S>> group, Map<NodeId, Seat> members) {
    this.log = log;
    this.group = group;
    this.members = Map.copyOf(members);
  }

  /**
   * Opens the state, and joins its group.
   *
   * @param members all of the group's, so that a refusal can name the one that leads
   */
  public static <C, S> DirectoryGroup<C, S> open(
      DirectoryLog<C, S> log, Map<NodeId, Seat> members, Join<S> join) throws IOException {
    return new DirectoryGroup<>(log, join.join(log), members);
  }

  /** The state as it is here: behind the leader's where this member follows. */
  public S state() {
    return log.state();
  }

  /** Whether commands are taken here, as far as this member knows. */
  public boolean leads() {
    return group.leads();
  }

  /** Whether this member leads, or knows who does. */
  public boolean leaderKnown() {
    return group.leads() || group.leader().isPresent();
  }

  /** The consensus term that this member is in. */
  public long term() {
    return group.term();
  }

  /** The last log entry applied here; -1 if none. */
  public long appliedIndex() {
    return group.standing().applied();
  }

  /** Bytes of this member's log on its disk. */
  public long logBytes() {
    return group.logBytes();
  }

  /**
   * Has the command applied by the group, and gives the state after it. {@code NOT_LEADER} names
   * the member to ask; after {@code OUTCOME_UNKNOWN} the same command may be proposed again.
   */
  public CompletableFuture<Outcome<S>> propose(C command) {
    DirectoryProposal<S> proposal;
    try {
      proposal = log.proposal(command);
    } catch (IllegalArgumentException unfit) {
      return CompletableFuture.completedFuture(
          Outcome.refused(
              Refusal.of(RefusalCode.INVALID_REQUEST, String.valueOf(unfit.getMessage()))));
    }
    return group.propose(proposal).thenApply(outcome -> answer(proposal, outcome));
  }

  private Outcome<S> answer(DirectoryProposal<S> proposal, ProposeOutcome outcome) {
    if (outcome instanceof ProposeOutcome.Applied) {
      return proposal.reply().outcome();
    } else if (outcome instanceof ProposeOutcome.Refused refused) {
      return Outcome.refused(refusal(refused));
    } else if (outcome instanceof ProposeOutcome.Unknown) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.OUTCOME_UNKNOWN,
              "the command may have been done; it is harmless to send it again"));
    }
    throw new AssertionError(outcome);
  }

  private Refusal refusal(ProposeOutcome.Refused refused) {
    return switch (refused.reason()) {
      case NOT_LEADER -> notLeader(refused.leader());
      case OVERLOADED -> Refusal.later(RefusalCode.OVERLOADED, "too many commands at once", SOON);
      case TOO_LARGE -> Refusal.of(RefusalCode.TOO_LARGE, "the command is too large for the log");
      case CLOSED -> Refusal.later(RefusalCode.NOT_READY, "the controller is stopping", SOON);
    };
  }

  private Refusal notLeader(Optional<MemberId> leader) {
    return leader
        .map(id -> members.get(new NodeId(id.name())))
        .map(seat -> Refusal.notLeader(seat.region(), Optional.of(seat.internal())))
        .orElseGet(
            () ->
                Refusal.later(
                    RefusalCode.NO_LEADER,
                    "no leader of the directory is known; an election takes a few seconds",
                    SOON));
  }

  /** Leaves the process, not the group. */
  @Override
  public void close() {
    group.close();
  }
}
