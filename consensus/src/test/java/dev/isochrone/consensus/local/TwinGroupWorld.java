package dev.isochrone.consensus.local;

import dev.isochrone.consensus.Faults;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.GroupWorld;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.ReplicatedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A twin group, stepped until what a test waits for has happened. */
final class TwinGroupWorld implements GroupWorld, TwinGroup.Lives<Note> {
  private static final int STEPS_MAX = 200_000;

  private final TwinWorld world;
  private final TwinGroup<Note> group;
  private final List<MemberId> members;
  private final Map<MemberId, Ledger> ledgers = new TreeMap<>();
  private final Map<MemberId, Throwable> faults = new TreeMap<>();

  TwinGroupWorld(long seed, int count, GroupConfig config, Weather weather) {
    this.world = new TwinWorld(seed, weather);
    this.members = IntStream.range(0, count).mapToObj(i -> new MemberId("m" + i)).toList();
    this.group =
        TwinGroup.start(new GroupId(new UUID(0, seed)), members, config, world.network(), this);
  }

  TwinWorld world() {
    return world;
  }

  TwinGroup<Note> twin() {
    return group;
  }

  @Override
  public ReplicatedState<Note> state(MemberId member) {
    Ledger before = ledgers.get(member);
    Ledger next = before == null ? new Ledger() : before.afterCrash();
    ledgers.put(member, next);
    faults.remove(member);
    return next;
  }

  @Override
  public Faults faults(MemberId member) {
    return (id, cause) -> faults.put(member, cause);
  }

  @Override
  public List<MemberId> members() {
    return members;
  }

  @Override
  public Group<Note> group(MemberId member) {
    return group.member(member);
  }

  @Override
  public Ledger ledger(MemberId member) {
    Ledger ledger = ledgers.get(member);
    if (ledger == null) {
      throw new IllegalArgumentException("no member: " + member);
    }
    return ledger;
  }

  @Override
  public Optional<Throwable> fault(MemberId member) {
    return Optional.ofNullable(faults.get(member));
  }

  @Override
  public void stop(MemberId member) {
    group.crash(member);
  }

  @Override
  public void stopAll() {
    members.forEach(this::stop);
  }

  @Override
  public void start(MemberId member) {
    group.restart(member);
  }

  /** Questions travel as all else does: without them, the member has no network. */
  @Override
  public void questions(MemberId member, boolean getThrough) {
    if (getThrough) {
      world.network().heal();
    } else {
      members.stream()
          .filter(other -> !other.equals(member))
          .forEach(other -> world.network().cut(member, other));
    }
  }

  @Override
  public void until(String what, BooleanSupplier condition) {
    world.runUntil(condition, STEPS_MAX);
  }

  @Override
  public void close() {}
}
