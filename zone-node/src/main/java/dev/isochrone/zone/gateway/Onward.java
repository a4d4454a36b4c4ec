package dev.isochrone.zone.gateway;

import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a request on to the leader of a partition on another node, by one hop. The futures never
 * complete exceptionally. A write that left and was not answered is OUTCOME_UNKNOWN; it is sent
 * again only where the first attempt was refused, or never left.
 */
public interface Onward {
  CompletableFuture<Outcome<WriteAnswer>> write(
      Target target, WriteRequest request, TimeLimit limit);

  CompletableFuture<Outcome<ReadAnswer>> read(Target target, ReadRequest request, TimeLimit limit);

  /** The partition whose leader is meant. */
  record Target(Region region, int partition) {}
}
