package dev.isochrone.consensus.leadership;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The page around {@link LeadershipRounds}: one lock around the machine, and its effects performed
 * after it is released, on whatever thread brought the event.
 */
public final class LeadershipQuestions {
  private final MemberId self;
  private final LongSupplier ownTerm;
  private final PeerTerms peers;
  private final Timeouts timeouts;
  private final Duration timeout;

  private final Object lock = new Object();
  private final LeadershipRounds<CompletableFuture<Confirmation>> rounds; // guarded by lock
  private long armed; // guarded by lock
  private @Nullable Runnable disarm; // guarded by lock

  /**
   * @param ownTerm this member's current term, read when a round asks for it
   * @param timeout how long a round waits for a majority
   */
  public LeadershipQuestions(
      MemberId self,
      LongSupplier ownTerm,
      PeerTerms peers,
      LeadershipRounds<CompletableFuture<Confirmation>> rounds,
      Timeouts timeouts,
      Duration timeout) {
    this.self = self;
    this.ownTerm = ownTerm;
    this.peers = peers;
    this.rounds = rounds;
    this.timeouts = timeouts;
    this.timeout = timeout;
  }

  /** Whether this member leads, by a round that begins after this call. */
  public CompletableFuture<Confirmation> confirm() {
    CompletableFuture<Confirmation> answer = new CompletableFuture<>();
    step(machine -> machine.join(answer));
    return answer;
  }

  public void leads(long term) {
    step(machine -> machine.leads(term));
  }

  /** Also with {@link Long#MAX_VALUE}: this member is done with leading. */
  public void lost(long term) {
    step(machine -> machine.lost(term));
  }

  private void step(
      Function<
              LeadershipRounds<CompletableFuture<Confirmation>>,
              List<Effect<CompletableFuture<Confirmation>>>>
          event) {
    List<Effect<CompletableFuture<Confirmation>>> effects;
    synchronized (lock) {
      effects = event.apply(rounds);
    }
    effects.forEach(this::perform);
  }

  private void perform(Effect<CompletableFuture<Confirmation>> effect) {
    if (effect instanceof Effect.Ask<CompletableFuture<Confirmation>> ask) {
      ask(ask.round(), ask.member());
    } else if (effect instanceof Effect.Arm<CompletableFuture<Confirmation>> arm) {
      arm(arm.round());
    } else if (effect instanceof Effect.Disarm<CompletableFuture<Confirmation>> over) {
      disarm(over.round());
    } else if (effect instanceof Effect.Answer<CompletableFuture<Confirmation>> answer) {
      answer.waiters().forEach(waiter -> waiter.complete(answer.confirmation()));
    } else {
      throw new AssertionError(effect);
    }
  }

  private void ask(long round, MemberId member) {
    if (member.equals(self)) {
      long term = ownTerm.getAsLong();
      step(machine -> machine.answered(round, self, term));
    } else {
      peers.ask(member, term -> step(machine -> machine.answered(round, member, term)));
    }
  }

  private void arm(long round) {
    Runnable takeBack = timeouts.after(timeout, () -> step(machine -> machine.timedOut(round)));
    synchronized (lock) {
      if (armed < round) { // else the round ended, on another thread, before we came here
        armed = round;
        disarm = takeBack;
        return;
      }
    }
    takeBack.run();
  }

  private void disarm(long round) {
    Runnable takeBack;
    synchronized (lock) {
      takeBack = armed <= round ? disarm : null;
      armed = Math.max(armed, round);
      disarm = takeBack == null ? disarm : null;
    }
    if (takeBack != null) {
      takeBack.run();
    }
  }
}
