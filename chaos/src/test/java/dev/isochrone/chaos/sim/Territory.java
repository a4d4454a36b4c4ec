package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.local.TwinNetwork;
import dev.isochrone.consensus.local.Weather;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.Peer;
import dev.isochrone.zone.store.content.PartitionIdentity;
import java.util.ArrayList;
import java.util.List;

/** A region: its machines, the network between them, and its partitions. */
final class Territory {
  private final int number;
  private final boolean inDomain;
  private final Peer name;
  private final TwinNetwork lan;
  private final List<Machine> machines = new ArrayList<>();
  private final List<Quorum> partitions = new ArrayList<>();

  Territory(World world, int number) {
    this.number = number;
    this.inDomain = number < world.scenario().domain();
    this.name = new Peer(new Region("region-" + (char) ('a' + number)), new Origin(number + 1));
    this.lan =
        new TwinNetwork(world.stage(), world.stage().random(), Weather.FAIR, world.stage()::note);
    for (int i = 0; i < world.scenario().replicas(); i++) {
      MemberId id = new MemberId((char) ('a' + number) + "-" + i);
      machines.add(new Machine(world, this, id));
    }
    int count = world.scenario().partitions().get(number);
    for (int i = 0; i < count; i++) {
      SlotRange slots = new SlotRange(Slot.COUNT * i / count, Slot.COUNT * (i + 1) / count - 1);
      partitions.add(
          new Quorum(
              world,
              this,
              new PartitionIdentity(new OriginPartition(name.origin(), i), 1, List.of(slots))));
    }
  }

  /** Which partition has which slots. */
  Layout layout() {
    List<NodeId> nodes = machines.stream().map(machine -> machine.endpoint().node()).toList();
    return new Layout(
        1,
        partitions.stream()
            .map(
                partition ->
                    new PartitionEntry(
                        partition.self().partition(), partition.identity().slots(), nodes))
            .toList());
  }

  /** Whether rows of the table may be here, in any form. */
  boolean mayHold(int table) {
    return table != Tables.BOUND || inDomain;
  }

  int number() {
    return number;
  }

  /** As links name it. */
  Peer name() {
    return name;
  }

  Origin origin() {
    return name.origin();
  }

  TwinNetwork lan() {
    return lan;
  }

  List<Machine> machines() {
    return machines;
  }

  List<Quorum> partitions() {
    return partitions;
  }

  /** The partition whose slots have this one. */
  Quorum partition(Slot slot) {
    for (Quorum partition : partitions) {
      if (partition.holds(slot.number())) {
        return partition;
      }
    }
    throw new AssertionError(slot + " is nowhere in " + name);
  }
}
