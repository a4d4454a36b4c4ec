package dev.isochrone.zone;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.placement.RowPlace;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a request to the leader of a partition on another node, by one hop. The futures never complete exceptionally. A write that left and was not answered is
 * OUTCOME_UNKNOWN; it is never sent twice unless the first attempt was refused.
 */
interface Forwarder {
  CompletableFuture<Outcome<WriteAnswer>> write(Target target, WriteRequest request);

  CompletableFuture<Outcome<ReadAnswer>> read(Target target, ReadRequest request);

  /** The partition that is meant. */
  record Target(Region region, int partition) {
    static Target of(RowPlace place, int partition) {
      return new Target(place.home().region(), partition);
    }
  }
}
