package dev.isochrone.chaos.sim;

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
import dev.isochrone.consensus.StateSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A proposal that brings its state along, so that one group can carry proposals whose type nobody
 * outside of the replica may name.
 */
record Carried<P extends Proposal>(P proposal, ReplicatedState<P> state) implements Proposal {
  @Override
  public byte[] entry() {
    return proposal.entry();
  }

  private void append() {
    state.onAppend(proposal);
  }

  private void apply(LogPosition position, ByteBuffer entry) {
    state.apply(position, entry, proposal);
  }

  /**
   * The state as the group drives it.
   *
   * @param applied called after each entry, and after an install
   */
  record Driven<P extends Proposal>(ReplicatedState<P> state, Runnable applied, Runnable installed)
      implements ReplicatedState<Carried<?>> {
    @Override
    public void onAppend(Carried<?> carried) {
      carried.append();
    }

    @Override
    public void apply(LogPosition position, ByteBuffer entry, @Nullable Carried<?> carried) {
      if (carried == null) {
        state.apply(position, entry, null);
      } else {
        carried.apply(position, entry);
      }
      applied.run();
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
      installed.run();
    }
  }

  /** The group as the replica holds it. */
  record Held<P extends Proposal>(Group<Carried<?>> group, ReplicatedState<P> state)
      implements Group<P> {
    @Override
    public GroupId id() {
      return group.id();
    }

    @Override
    public MemberId self() {
      return group.self();
    }

    @Override
    public CompletableFuture<ProposeOutcome> propose(P proposal) {
      return group.propose(new Carried<>(proposal, state));
    }

    @Override
    public long term() {
      return group.term();
    }

    @Override
    public boolean leads() {
      return group.leads();
    }

    @Override
    public Optional<MemberId> leader() {
      return group.leader();
    }

    @Override
    public CompletableFuture<Confirmation> confirmLeadership() {
      return group.confirmLeadership();
    }

    @Override
    public CompletableFuture<Confirmation> confirmLease() {
      return group.confirmLease();
    }

    @Override
    public CompletableFuture<Confirmation> barrier() {
      return group.barrier();
    }

    @Override
    public CompletableFuture<Boolean> transfer(MemberId to) {
      return group.transfer(to);
    }

    @Override
    public List<Member> members() {
      return group.members();
    }

    @Override
    public long logBytes() {
      return group.logBytes();
    }

    @Override
    public long committed() {
      return group.committed();
    }

    @Override
    public Standing standing() {
      return group.standing();
    }

    @Override
    public void close() {
      group.close();
    }
  }
}
