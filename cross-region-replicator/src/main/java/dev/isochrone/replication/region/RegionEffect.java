package dev.isochrone.replication.region;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.replication.Inbox;
import java.util.Optional;

/** What a {@link RegionReceiver} wants done, in this order. */
public sealed interface RegionEffect {
  /**
   * Bring this to the leader of the partition, and answer with {@link RegionEvent.Answered}.
   *
   * @param part to be proposed there; empty: only to ask what is applied there
   */
  record Deliver(int partition, long round, Optional<ChangeBatch> part) implements RegionEffect {}

  /** The round is over: what the region has applied, or why it takes no more on this stream. */
  record Settled(long round, Outcome<Inbox.Applied> outcome) implements RegionEffect {}
}
