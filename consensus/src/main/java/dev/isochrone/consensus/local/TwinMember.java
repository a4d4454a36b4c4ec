package dev.isochrone.consensus.local;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ProposeOutcome.Reason;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Standing;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.leadership.AppliedWaiters;
import dev.isochrone.consensus.leadership.LeadershipQuestions;
import dev.isochrone.consensus.leadership.LeadershipRounds;
import dev.isochrone.consensus.leadership.Timeouts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** One life of a member: the state on top of a {@link TwinRaft}. Confined to the world's thread. */
final class TwinMember<P extends Proposal> implements Group<P>, TwinRaft.Above {
  private static final int PENDING_MAX = 4_096;
  private static final int CONFIRMATIONS_MAX = 65_536;
  private static final int TRANSFER_ELECTIONS = 4;

  private record Pending<P>(P proposal, CompletableFuture<ProposeOutcome> outcome) {}

  /** What all members of the group share. */
  record Shared(GroupId id, List<Member> members, GroupConfig config, TwinNetwork network) {
    List<MemberId> ids() {
      return members.stream().map(Member::id).toList();
    }
  }

  private final Shared shared;
  private final MemberId self;
  private final ReplicatedState<P> state;
  private final Surroundings surroundings;
  private final MemberLog log;
  private final TwinRaft raft;
  private final LeadershipQuestions questions;
  private final AppliedWaiters waiters;

  private final Deque<Pending<P>> waiting = new ArrayDeque<>();
  private final Map<LogPosition, Pending<P>> appended = new TreeMap<>(Comparator.naturalOrder());
  private long applied; // the last index applied, the first entries of terms included
  private long told; // the term in which the state knows that it leads; 0 if none
  private boolean transferring;
  private boolean over;

  TwinMember(
      Shared shared,
      MemberId self,
      ReplicatedState<P> state,
      Surroundings surroundings,
      MemberLog log,
      BiConsumer<MemberId, Message> post) {
    this.shared = shared;
    this.self = self;
    this.state = state;
    this.surroundings = surroundings;
    this.log = log;
    this.applied = state.durableUpTo().index();
    if (applied < log.base().index() || applied > log.syncedIndex()) {
      throw new IllegalStateException("state at " + applied + ", log from " + log.base());
    }
    this.raft =
        new TwinRaft(self, shared.ids(), shared.config(), log, shared.network(), post, this);
    this.questions =
        new LeadershipQuestions(
            self,
            this::term,
            surroundings.terms(),
            new LeadershipRounds<>(shared.ids(), CONFIRMATIONS_MAX),
            timeouts(),
            shared.config().confirmTimeout());
    this.waiters = new AppliedWaiters(applied, timeouts(), CONFIRMATIONS_MAX);
  }

  void start() {
    raft.start(applied);
  }

  void receive(MemberId from, Message message) {
    raft.receive(from, message);
  }

  /** Whether this life has ended: by a crash, a close or a fault. */
  boolean isOver() {
    return over;
  }

  // The log below.

  @Override
  public void advanced() {
    while (!over && applied < raft.appliable()) {
      Entry entry = log.entry(applied + 1);
      if (entry.content().isPresent() && !apply(entry)) {
        return;
      }
      applied++;
      if (entry.content().isEmpty() && raft.leads() && entry.position().term() == raft.term()) {
        lead(raft.term());
      }
      waiters.advance(applied);
    }
  }

  private boolean apply(Entry entry) {
    Pending<P> own = appended.remove(entry.position());
    try {
      state.apply(
          entry.position(),
          entry.content().orElseThrow().asReadOnlyBuffer(),
          own == null ? null : own.proposal());
    } catch (RuntimeException | Error e) {
      if (own != null) {
        own.outcome().complete(new ProposeOutcome.Unknown("apply threw"));
      }
      fault(e);
      return false;
    }
    if (own != null) {
      own.outcome().complete(new ProposeOutcome.Applied(entry.position()));
    }
    return true;
  }

  private void lead(long term) {
    told = term;
    state.leadership(term, true);
    questions.leads(term);
  }

  @Override
  public void lost(long term) {
    endAppended("lost leadership");
    transferring = false;
    if (told != 0) {
      told = 0;
      questions.lost(term);
      state.leadership(term, false);
    }
  }

  @Override
  public void behind(MemberId leader) {
    StateSource source;
    try {
      source = surroundings.transfer().from(leader);
    } catch (IOException e) {
      shared.network().note(self + " gets no state from " + leader);
      return; // the leader says it again
    }
    if (source.position().index() <= applied) {
      raft.tellWhatIsCommitted();
      return;
    }
    install(source);
  }

  private void install(StateSource source) {
    try (source) {
      state.install(source);
    } catch (IOException | RuntimeException | Error e) {
      fault(e);
      return;
    }
    shared.network().note(self + " installed " + source.position());
    applied = source.position().index();
    raft.installed(source.position());
    waiters.advance(applied);
  }

  // The end.

  private void fault(Throwable cause) {
    shared.network().note(self + " stops: " + cause.getMessage());
    end("this member stopped");
    shared.network().agenda().after(0, () -> surroundings.faults().stopped(shared.id(), cause));
  }

  /** The life is over; whoever still waits learns that. The state hears no more. */
  void end(String why) {
    if (over) {
      return;
    }
    over = true;
    told = 0;
    raft.stop();
    endAppended(why);
    waiting.forEach(pending -> pending.outcome().complete(refusal(Reason.CLOSED)));
    waiting.clear();
    questions.lost(Long.MAX_VALUE);
    waiters.close();
  }

  private void endAppended(String why) {
    List<Pending<P>> ended = new ArrayList<>(appended.values());
    appended.clear();
    ended.forEach(pending -> pending.outcome().complete(new ProposeOutcome.Unknown(why)));
  }

  @Override
  public void close() {
    if (!over) {
      long led = told;
      end("closed");
      log.sync(log.last());
      if (led != 0) {
        state.leadership(led, false);
      }
    }
  }

  // The hold on the group.

  @Override
  public GroupId id() {
    return shared.id();
  }

  @Override
  public MemberId self() {
    return self;
  }

  @Override
  public CompletableFuture<ProposeOutcome> propose(P proposal) {
    Optional<Reason> refused = refuse(proposal);
    if (refused.isPresent()) {
      return CompletableFuture.completedFuture(refusal(refused.get()));
    }
    Pending<P> pending = new Pending<>(proposal, new CompletableFuture<>());
    waiting.add(pending);
    if (waiting.size() == 1) {
      shared.network().agenda().after(shared.network().between(0, 1), this::appendWaiting);
    }
    return pending.outcome();
  }

  private Optional<Reason> refuse(P proposal) {
    if (proposal.entry().length > shared.config().entryBytesMax()) {
      return Optional.of(Reason.TOO_LARGE);
    }
    if (over) {
      return Optional.of(Reason.CLOSED);
    }
    if (!leads()) {
      return Optional.of(Reason.NOT_LEADER);
    }
    boolean full = waiting.size() + appended.size() >= PENDING_MAX;
    return full ? Optional.of(Reason.OVERLOADED) : Optional.empty();
  }

  private ProposeOutcome refusal(Reason reason) {
    Optional<MemberId> named = reason == Reason.NOT_LEADER ? leader() : Optional.empty();
    return new ProposeOutcome.Refused(reason, named.filter(leader -> !leader.equals(self)));
  }

  /** A moment after the call, as with a real log: leadership may have gone meanwhile. */
  private void appendWaiting() {
    while (!waiting.isEmpty()) {
      Pending<P> pending = waiting.remove();
      if (!leads() || transferring) {
        pending.outcome().complete(refusal(Reason.NOT_LEADER));
        continue;
      }
      append(pending);
    }
  }

  private void append(Pending<P> pending) {
    try {
      state.onAppend(pending.proposal());
    } catch (RuntimeException e) {
      pending.outcome().complete(new ProposeOutcome.Unknown("onAppend threw"));
      raft.resign();
      return;
    }
    appended.put(raft.append(pending.proposal().entry()), pending);
  }

  @Override
  public long term() {
    return raft.term();
  }

  @Override
  public boolean leads() {
    return told != 0 && told == raft.term() && raft.leads() && !over;
  }

  @Override
  public Optional<MemberId> leader() {
    return raft.leader();
  }

  @Override
  public CompletableFuture<Confirmation> confirmLeadership() {
    return leads() ? questions.confirm() : notConfirmed();
  }

  /** There is no lease here: what is promised is less than what a majority gives. */
  @Override
  public CompletableFuture<Confirmation> confirmLease() {
    return confirmLeadership();
  }

  @Override
  public CompletableFuture<Confirmation> barrier() {
    if (!leads()) {
      return notConfirmed();
    }
    long upTo = log.last().index(); // whatever a majority has now is in this log now
    return questions
        .confirm()
        .thenCompose(
            confirmation ->
                confirmation == Confirmation.CONFIRMED
                    ? waiters.await(upTo, shared.config().confirmTimeout())
                    : notConfirmed());
  }

  private static CompletableFuture<Confirmation> notConfirmed() {
    return CompletableFuture.completedFuture(Confirmation.NOT_CONFIRMED);
  }

  /** Asks the other to stand once it has the whole log; meanwhile nothing new is taken. */
  @Override
  public CompletableFuture<Boolean> transfer(MemberId to) {
    if (!leads() || !shared.ids().contains(to)) {
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> handedOver = new CompletableFuture<>();
    long giveUp =
        shared.network().agenda().millis()
            + TRANSFER_ELECTIONS * shared.config().electionTimeoutMax().toMillis();
    transferring = !to.equals(self);
    tryTransfer(to, giveUp, handedOver);
    return handedOver;
  }

  private void tryTransfer(MemberId to, long giveUp, CompletableFuture<Boolean> handedOver) {
    Agenda agenda = shared.network().agenda();
    if (leader().equals(Optional.of(to))) {
      handedOver.complete(true);
    } else if (over || agenda.millis() >= giveUp) {
      transferring = false;
      handedOver.complete(false);
    } else {
      if (raft.leads() && raft.hasAll(to)) {
        raft.askToStand(to);
      }
      long pause = Math.max(1, shared.config().electionTimeoutMin().toMillis() / 5);
      agenda.after(pause, () -> tryTransfer(to, giveUp, handedOver));
    }
  }

  @Override
  public List<Member> members() {
    return shared.members();
  }

  @Override
  public long logBytes() {
    return log.bytes();
  }

  @Override
  public long committed() {
    return raft.committed();
  }

  @Override
  public Standing standing() {
    return new Standing(!over, term(), committed(), applied, raft.standing());
  }

  private Timeouts timeouts() {
    return (wait, action) -> {
      boolean[] takenBack = {false};
      shared
          .network()
          .agenda()
          .after(
              wait.toMillis(),
              () -> {
                if (!takenBack[0]) {
                  action.run();
                }
              });
      return () -> takenBack[0] = true;
    };
  }
}
