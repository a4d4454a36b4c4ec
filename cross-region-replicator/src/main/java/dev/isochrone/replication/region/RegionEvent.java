package dev.isochrone.replication.region;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.replication.Inbox;

/** What a {@link RegionReceiver} is told. */
public sealed interface RegionEvent {
  /**
   * Somebody wants to know what the region has applied.
   *
   * @param round its number; each round has the next one
   */
  record Asked(long round) implements RegionEvent {}

  /** A batch, whole as its sender made it. */
  record Came(long round, ChangeBatch batch) implements RegionEvent {}

  /** The stream has ended: nobody waits for what is not on its way yet. */
  record Ended() implements RegionEvent {}

  /** The answer to {@link RegionEffect.Deliver}; a failure of any kind is a refusal. */
  record Answered(int partition, long round, Outcome<Inbox.Applied> outcome)
      implements RegionEvent {}
}
