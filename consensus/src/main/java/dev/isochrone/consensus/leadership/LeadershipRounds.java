package dev.isochrone.consensus.leadership;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.MemberId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a leader still leads, without any clock: a round asks all members, the leader
 * itself among them, for their current term, and is won once a majority named the leader's own.
 *
 * <p>Whoever asks joins the <em>next</em> round: one that begins after the question arrived. One
 * round runs at a time; all who arrive meanwhile share the following one.
 *
 * <p><b>Why a won round makes a read linearizable.</b> Let the leader of term T start a round at
 * time s and win it. Suppose a leader of a greater term T' had committed an entry before s. It was
 * elected by a majority, which has a member m in common with the majority that answered T. Before m
 * gave its vote in T', its term became T', and terms never fall; so m answered T before it voted in
 * T', and the answer was read after s. So the election of T' was complete only after s, and nothing
 * was committed in T' before s: a contradiction. Hence every entry acknowledged before s was
 * committed in T or an earlier term. Those of earlier terms precede the first entry of T, which is
 * applied here before {@link #leads} is called; those of T were acknowledged only after they were
 * applied here. The state that is applied now thus holds everything acknowledged before s, and a
 * read that arrived before s may be served from it. That the leader may have been replaced since s
 * does not matter: the read is concurrent with whatever the next leader committed.
 *
 * <p>The argument needs each answer to be read after s, which {@link
 * dev.isochrone.consensus.PeerTerms} promises, and answers of an earlier round not to count, which
 * the numbers of the rounds see to. It needs no bound on clocks, pauses or delays.
 *
 * <p>A pure state machine: each event returns what to do. Not thread-safe.
 *
 * @param <W> whatever waits for an answer
 */
public final class LeadershipRounds<W> {
  /** What the caller is to do, in this order. */
  public sealed interface Effect<W> {
    /** Ask the member for its term, and bring the answer as {@link #answered}. */
    record Ask<W>(long round, MemberId member) implements Effect<W> {}

    /** Call {@link #timedOut} with this round after the timeout. */
    record Arm<W>(long round) implements Effect<W> {}

    /** The round of the last Arm is over: its timeout is no longer needed. */
    record Disarm<W>(long round) implements Effect<W> {}

    /** Tell the waiters. */
    record Answer<W>(List<W> waiters, Confirmation confirmation) implements Effect<W> {}
  }

  private static final long NOT_LEADING = -1;

  private final List<MemberId> members;
  private final int majority;
  private final int waitersMax;
  private final Set<MemberId> heard = new HashSet<>();
  private int equal;
  private long term = NOT_LEADING;
  private long round;
  private boolean running;
  private List<W> asking = List.of();
  private List<W> waiting = new ArrayList<>();

  /**
   * @param members all that vote, this one included
   * @param waitersMax how many may wait for the next round; those beyond are answered NOT_CONFIRMED
   */
  public LeadershipRounds(List<MemberId> members, int waitersMax) {
    if (members.isEmpty() || Set.copyOf(members).size() != members.size()) {
      throw new IllegalArgumentException("not the members of a group: " + members);
    }
    if (waitersMax < 1) {
      throw new IllegalArgumentException("waitersMax " + waitersMax);
    }
    this.members = List.copyOf(members);
    this.majority = members.size() / 2 + 1;
    this.waitersMax = waitersMax;
  }

  /** This member leads, and the first entry of the term is applied. */
  public List<Effect<W>> leads(long newTerm) {
    if (newTerm <= term) {
      throw new IllegalArgumentException("leads term " + newTerm + " after term " + term);
    }
    List<Effect<W>> effects = new ArrayList<>();
    failAll(effects);
    term = newTerm;
    return effects;
  }

  /** This member leads the term no longer. Ignored if it leads a later one by now. */
  public List<Effect<W>> lost(long oldTerm) {
    List<Effect<W>> effects = new ArrayList<>();
    if (term != NOT_LEADING && oldTerm >= term) {
      term = NOT_LEADING;
      failAll(effects);
    }
    return effects;
  }

  /** Somebody wants to know. */
  public List<Effect<W>> join(W waiter) {
    List<Effect<W>> effects = new ArrayList<>();
    if (term == NOT_LEADING || waiting.size() >= waitersMax) {
      effects.add(new Effect.Answer<>(List.of(waiter), Confirmation.NOT_CONFIRMED));
      return effects;
    }
    waiting.add(waiter);
    if (!running) {
      begin(effects);
    }
    return effects;
  }

  /** A member named its term. Only the first answer of a member in the running round counts. */
  public List<Effect<W>> answered(long ofRound, MemberId member, long itsTerm) {
    List<Effect<W>> effects = new ArrayList<>();
    if (!running || ofRound != round || !members.contains(member) || !heard.add(member)) {
      return effects;
    }
    equal += itsTerm == term ? 1 : 0;
    if (itsTerm > term) {
      end(Confirmation.NOT_CONFIRMED, effects);
    } else if (equal >= majority) {
      end(Confirmation.CONFIRMED, effects);
    } else if (heard.size() == members.size()) {
      end(Confirmation.NOT_CONFIRMED, effects);
    }
    return effects;
  }

  /** The round took too long. Ignored if it is over. */
  public List<Effect<W>> timedOut(long ofRound) {
    List<Effect<W>> effects = new ArrayList<>();
    if (running && ofRound == round) {
      end(Confirmation.NOT_CONFIRMED, effects);
    }
    return effects;
  }

  private void begin(List<Effect<W>> effects) {
    asking = waiting;
    waiting = new ArrayList<>();
    heard.clear();
    equal = 0;
    running = true;
    round++;
    effects.add(new Effect.Arm<>(round));
    for (MemberId member : members) {
      effects.add(new Effect.Ask<>(round, member));
    }
  }

  private void end(Confirmation confirmation, List<Effect<W>> effects) {
    running = false;
    effects.add(new Effect.Disarm<>(round));
    effects.add(new Effect.Answer<>(asking, confirmation));
    asking = List.of();
    if (!waiting.isEmpty()) {
      begin(effects);
    }
  }

  private void failAll(List<Effect<W>> effects) {
    if (running) {
      running = false;
      effects.add(new Effect.Disarm<>(round));
    }
    List<W> all = new ArrayList<>(asking);
    all.addAll(waiting);
    asking = List.of();
    waiting = new ArrayList<>();
    if (!all.isEmpty()) {
      effects.add(new Effect.Answer<>(all, Confirmation.NOT_CONFIRMED));
    }
  }
}
