package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.replication.driver.PartitionPort;
import java.util.Optional;

/** Where what is right can be exchanged for what is wrong, without a switch in the product. */
interface Ports {
  /** Everything as it should be. */
  Ports RIGHT = new Ports() {};

  /** How what came over links reaches the partitions of a region. */
  default PartitionPort partitions(PartitionPort right, Territory region) {
    return right;
  }

  /** What senders ask before a row leaves its region. */
  default Residency asked(Residency right) {
    return right;
  }

  /** What the writer of a row that every region writes says to have seen of it. */
  default Optional<CausalContext> seen(Operation.Wish wish, Journal journal) {
    return wish.context();
  }

  /** What a link read of its outbox. */
  default OutboxSlice outbox(OutboxSlice right) {
    return right;
  }
}
