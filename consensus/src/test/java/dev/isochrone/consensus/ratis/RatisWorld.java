package dev.isochrone.consensus.ratis;

import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.GroupWorld;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.consensus.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A group on Ratis servers in this process. The servers outlive it, since one takes four seconds to
 * close; a member's life is its membership.
 */
final class RatisWorld implements GroupWorld {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final GroupId id = new GroupId(UUID.randomUUID());
  private final RatisNodes nodes;
  private final Map<MemberId, Life> lives = new ConcurrentHashMap<>();
  private final Set<MemberId> running = ConcurrentHashMap.newKeySet();
  private final Set<MemberId> mute = ConcurrentHashMap.newKeySet();

  private record Life(Group<Note> group, Ledger ledger, Map<GroupId, Throwable> faults) {}

  RatisWorld(RatisNodes nodes) {
    this.nodes = nodes;
    members().forEach(this::start);
  }

  @Override
  public List<MemberId> members() {
    return nodes.members().stream().map(Member::id).toList();
  }

  @Override
  public Group<Note> group(MemberId member) {
    return life(member).group();
  }

  @Override
  public Ledger ledger(MemberId member) {
    return life(member).ledger();
  }

  @Override
  public Optional<Throwable> fault(MemberId member) {
    return Optional.ofNullable(life(member).faults().get(id));
  }

  private Life life(MemberId member) {
    Life life = lives.get(member);
    if (life == null) {
      throw new IllegalStateException("never lived: " + member);
    }
    return life;
  }

  @Override
  public void stop(MemberId member) {
    running.remove(member);
    group(member).close();
  }

  @Override
  public void stopAll() {
    members().parallelStream().forEach(this::stop);
  }

  @Override
  public void start(MemberId member) {
    Life before = lives.get(member);
    start(member, before == null ? new Ledger() : before.ledger().afterCrash());
  }

  /** A new life on the log that is there, and on this state. */
  void start(MemberId member, Ledger ledger) {
    Map<GroupId, Throwable> faults = new ConcurrentHashMap<>();
    Surroundings surroundings = new Surroundings(questionsOf(member), this::stateOf, faults::put);
    try {
      Group<Note> group = nodes.of(member).join(id, nodes.members(), ledger, surroundings);
      lives.put(member, new Life(group, ledger, faults));
      running.add(member);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PeerTerms questionsOf(MemberId asker) {
    return (asked, answer) -> {
      if (running.contains(asked) && !mute.contains(asker) && !mute.contains(asked)) {
        answer.accept(group(asked).term());
      }
    };
  }

  private StateSource stateOf(MemberId from) throws IOException {
    if (!running.contains(from)) {
      throw new IOException(from + " is away");
    }
    return ledger(from).export();
  }

  @Override
  public void questions(MemberId member, boolean getThrough) {
    if (getThrough) {
      mute.remove(member);
    } else {
      mute.add(member);
    }
  }

  @Override
  public void until(String what, BooleanSupplier condition) {
    await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
  }

  /** Begins to close; the log of Ratis takes a second for it, which no test need wait for. */
  @Override
  public void close() {
    for (MemberId member : List.copyOf(running)) {
      nodes.later(group(member)::close);
    }
  }
}
