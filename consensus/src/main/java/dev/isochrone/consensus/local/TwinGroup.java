package dev.isochrone.consensus.local;

import dev.isochrone.consensus.Faults;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.StateTransfer;
import dev.isochrone.consensus.Surroundings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A whole group in memory. What happens in it happens as actions on the network's agenda; what is
 * done to it by hand is done between two of them. Confined to the world's thread.
 */
public final class TwinGroup<P extends Proposal> {
  private final TwinMember.Shared shared;
  private final Lives<P> plan;
  private final Map<MemberId, MemberLog> logs = new TreeMap<>();
  private final Map<MemberId, Life<P>> lives = new TreeMap<>();

  private record Life<P extends Proposal>(TwinMember<P> member, ReplicatedState<P> state) {}

  private TwinGroup(TwinMember.Shared shared, Lives<P> plan) {
    this.shared = shared;
    this.plan = plan;
  }

  /** What the members' lives are made of. */
  public interface Lives<P extends Proposal> {
    /** The state at the begin of a life: what was made durable in the one before. */
    ReplicatedState<P> state(MemberId member);

    /** Who is told when that life ends by a fault. */
    Faults faults(MemberId member);
  }

  /** A new group, all of its members running. */
  public static <P extends Proposal> TwinGroup<P> start(
      GroupId id, List<MemberId> members, GroupConfig config, TwinNetwork network, Lives<P> lives) {
    TwinGroup<P> group = unborn(id, members, config, network, lives);
    group.logs.keySet().forEach(group::restart);
    return group;
  }

  /** A new group, none of whose members has begun its first life: {@link #restart} begins it. */
  public static <P extends Proposal> TwinGroup<P> unborn(
      GroupId id, List<MemberId> members, GroupConfig config, TwinNetwork network, Lives<P> lives) {
    List<Member> all = new ArrayList<>();
    for (MemberId member : members.stream().sorted().toList()) {
      all.add(new Member(member, "twin", all.size() + 1));
    }
    TwinGroup<P> group = new TwinGroup<>(new TwinMember.Shared(id, all, config, network), lives);
    for (Member member : all) {
      group.logs.put(member.id(), new MemberLog());
    }
    return group;
  }

  /** The member's hold on the group in its present life, or the last one if it has none. */
  public Group<P> member(MemberId member) {
    return life(member).member();
  }

  /** The member that leads and serves, by its own belief; the greatest term if several believe. */
  public Optional<MemberId> leader() {
    return lives.values().stream()
        .map(Life::member)
        .filter(TwinMember::leads)
        .max(Comparator.comparingLong(TwinMember::term))
        .map(TwinMember::self);
  }

  /** Ends the member's life at once: what its log had not synced is lost. */
  public void crash(MemberId member) {
    shared.network().note(member + " crashes");
    life(member).member().end("crashed");
    log(member).crash();
  }

  /** Begins the member's first life, or the next one after a crash, a close or a fault. */
  public void restart(MemberId member) {
    shared.network().note(member + " starts");
    Life<P> before = lives.get(member);
    if (before != null) {
      before.member().end("restarted");
    }
    ReplicatedState<P> state = plan.state(member);
    TwinMember<P> next =
        new TwinMember<>(
            shared,
            member,
            state,
            new Surroundings(termsAskedBy(member), transferTo(member), plan.faults(member)),
            log(member),
            (to, message) -> post(member, to, message));
    lives.put(member, new Life<>(next, state));
    next.start();
  }

  /** Drops the log of the member up to the last checkpoint of its state. */
  public void purge(MemberId member) {
    LogPosition upTo = life(member).state().checkpointedUpTo();
    shared.network().note(member + " purges up to " + upTo);
    log(member).purge(upTo);
  }

  /** Questions for terms over this group's network. */
  private PeerTerms termsAskedBy(MemberId asker) {
    return (asked, answer) ->
        shared.network().send(asker, asked, "term?", () -> answerTerm(asked, asker, answer));
  }

  private void answerTerm(MemberId asked, MemberId asker, LongConsumer answer) {
    Life<P> life = lives.get(asked);
    if (life != null && !life.member().isOver()) {
      long term = life.member().term();
      shared.network().send(asked, asker, "term " + term, () -> answer.accept(term));
    }
  }

  /** At once, since a state is a matter of the layers above; but not from one that is away. */
  private StateTransfer transferTo(MemberId member) {
    return from -> {
      if (!lives.containsKey(from)
          || life(from).member().isOver()
          || shared.network().isCut(from, member)) {
        throw new IOException(from + " is away");
      }
      return life(from).state().export();
    };
  }

  private void post(MemberId from, MemberId to, Message message) {
    shared.network().send(from, to, message, () -> deliver(from, to, message));
  }

  private void deliver(MemberId from, MemberId to, Message message) {
    Life<P> life = lives.get(to);
    if (life != null) {
      life.member().receive(from, message);
    }
  }

  private Life<P> life(MemberId member) {
    Life<P> life = lives.get(member);
    if (life == null) {
      throw new IllegalArgumentException("no member: " + member);
    }
    return life;
  }

  private MemberLog log(MemberId member) {
    MemberLog log = logs.get(member);
    if (log == null) {
      throw new IllegalArgumentException("no member: " + member);
    }
    return log;
  }
}
