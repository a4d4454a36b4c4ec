package dev.isochrone.chaos.sim;

import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.OutboxSlice;
import java.util.Optional;

/** Where what is right can be exchanged for what is wrong, without a switch in the product. */
interface Ports {
  /** Everything as it should be. */
  Ports RIGHT = new Ports() {};

  /** What receives changes of this origin partition on one machine. */
  default Inbox inbox(Inbox right, OriginPartition origin) {
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
