package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ProposeOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A proposal under way. Whether it was refused or is unknown hangs on one thing: whether it was
 * handed to {@code onAppend}. So that, and giving up before it, are one atomic step.
 */
final class Submission<P extends Proposal> {
  private enum Stage {
    WAITING,
    APPENDED,
    REFUSED
  }

  private final long call;
  private final P proposal;
  private final CompletableFuture<ProposeOutcome> outcome = new CompletableFuture<>();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

  Submission(long call, P proposal) {
    this.call = call;
    this.proposal = proposal;
  }

  long call() {
    return call;
  }

  P proposal() {
    return proposal;
  }

  CompletableFuture<ProposeOutcome> outcome() {
    return outcome;
  }

  /** True at most once, and never after it was refused: the caller must call {@code onAppend}. */
  boolean append() {
    return stage.compareAndSet(Stage.WAITING, Stage.APPENDED);
  }

  void applied(LogPosition position) {
    outcome.complete(new ProposeOutcome.Applied(position));
  }

  /** It will not come to apply here: refused if it was never appended, else unknown. */
  void failed(ProposeOutcome.Reason reason, Optional<MemberId> leader, String why) {
    if (stage.compareAndSet(Stage.WAITING, Stage.REFUSED)) {
      outcome.complete(new ProposeOutcome.Refused(reason, leader));
    } else {
      outcome.complete(new ProposeOutcome.Unknown(why));
    }
  }
}
