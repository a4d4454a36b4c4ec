package dev.isochrone.chaos.sim;

import dev.isochrone.consensus.Faults;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.local.TwinGroup;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.content.PartitionIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A partition: its group, and the seats of its members. */
final class Quorum implements TwinGroup.Lives<Carried<?>> {
  private static final GroupConfig CONFIG =
      new GroupConfig(
          Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofSeconds(2), 2 << 20);

  private final World world;
  private final Territory region;
  private final PartitionIdentity identity;
  private final TwinGroup<Carried<?>> group;
  private final List<Seat> seats = new ArrayList<>();
  private @Nullable ReplicatedState<Carried<?>> next;

  Quorum(World world, Territory region, PartitionIdentity identity) {
    this.world = world;
    this.region = region;
    this.identity = identity;
    OriginPartition self = identity.self();
    this.group =
        TwinGroup.unborn(
            new GroupId(new UUID(self.origin().number(), self.partition())),
            region.machines().stream().map(Machine::id).toList(),
            CONFIG,
            region.lan(),
            this);
    for (Machine machine : region.machines()) {
      Seat seat = new Seat(world, this, machine);
      seats.add(seat);
      machine.seats().add(seat);
    }
  }

  /** Begins a life of the member with this state. */
  <P extends Proposal> Group<P> join(
      MemberId member, ReplicatedState<P> state, Runnable applied, Runnable installed) {
    next = new Carried.Driven<>(state, applied, installed);
    group.restart(member);
    return new Carried.Held<>(group.member(member), state);
  }

  @Override
  public ReplicatedState<Carried<?>> state(MemberId member) {
    ReplicatedState<Carried<?>> state = next;
    if (state == null) {
      throw new IllegalStateException("nobody joins as " + member);
    }
    next = null;
    return state;
  }

  @Override
  public Faults faults(MemberId member) {
    return (id, cause) -> world.stage().broken(member + " stopped for good", cause);
  }

  TwinGroup<Carried<?>> group() {
    return group;
  }

  Territory region() {
    return region;
  }

  PartitionIdentity identity() {
    return identity;
  }

  OriginPartition self() {
    return identity.self();
  }

  List<Seat> seats() {
    return seats;
  }

  boolean holds(int slot) {
    for (SlotRange range : identity.slots()) {
      if (slot >= range.first() && slot <= range.last()) {
        return true;
      }
    }
    return false;
  }

  /** The seat that leads and serves, as it believes itself. */
  Optional<Seat> leader() {
    return group
        .leader()
        .flatMap(
            leads -> seats.stream().filter(seat -> seat.machine().id().equals(leads)).findAny());
  }
}
