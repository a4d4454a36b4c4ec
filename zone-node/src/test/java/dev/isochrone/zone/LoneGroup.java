package dev.isochrone.zone;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Standing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A group of one: what is proposed is committed and applied before the call returns. It leads as
 * long as the test says so. One thread.
 */
public final class LoneGroup<P extends Proposal> implements Group<P> {
  /** What the test decides, and may change at any time. */
  public static final class Circumstances {
    public boolean leads = true;
    public Optional<MemberId> leader = Optional.empty();
    public Confirmation confirmation = Confirmation.CONFIRMED;
  }

  private static final GroupId ID = new GroupId(new UUID(0, 1));

  private final ReplicatedState<P> state;
  private final MemberId self;
  private final Circumstances circumstances;
  private long index;

  /** Drives the state as its only member. */
  public LoneGroup(ReplicatedState<P> state, MemberId self, Circumstances circumstances) {
    this.state = state;
    this.self = self;
    this.circumstances = circumstances;
  }

  @Override
  public GroupId id() {
    return ID;
  }

  @Override
  public MemberId self() {
    return self;
  }

  @Override
  public CompletableFuture<ProposeOutcome> propose(P proposal) {
    if (!circumstances.leads) {
      return CompletableFuture.completedFuture(
          new ProposeOutcome.Refused(ProposeOutcome.Reason.NOT_LEADER, circumstances.leader));
    }
    state.onAppend(proposal);
    LogPosition position = new LogPosition(1, index++);
    state.apply(position, ByteBuffer.wrap(proposal.entry()).asReadOnlyBuffer(), proposal);
    return CompletableFuture.completedFuture(new ProposeOutcome.Applied(position));
  }

  @Override
  public long term() {
    return 1;
  }

  @Override
  public boolean leads() {
    return circumstances.leads;
  }

  @Override
  public Optional<MemberId> leader() {
    return circumstances.leads ? Optional.of(self) : circumstances.leader;
  }

  @Override
  public CompletableFuture<Confirmation> confirmLeadership() {
    return CompletableFuture.completedFuture(circumstances.confirmation);
  }

  @Override
  public CompletableFuture<Confirmation> confirmLease() {
    return confirmLeadership();
  }

  @Override
  public CompletableFuture<Confirmation> barrier() {
    return confirmLeadership();
  }

  @Override
  public CompletableFuture<Boolean> transfer(MemberId to) {
    return CompletableFuture.completedFuture(false);
  }

  @Override
  public List<Member> members() {
    return List.of(new Member(self, "localhost", 7402));
  }

  @Override
  public long logBytes() {
    return 0;
  }

  @Override
  public long committed() {
    return index - 1;
  }

  @Override
  public Standing standing() {
    return new Standing(
        true,
        1,
        index - 1,
        index - 1,
        circumstances.leads ? new Standing.Leads(new TreeMap<>()) : new Standing.Apart());
  }

  @Override
  public void close() {
    circumstances.leads = false;
  }
}
