package dev.isochrone.model.request;

import dev.isochrone.hlc.HlcTimestamp;

/**
 * A request's place in a session of idempotency: a write that is sent twice under one sequence
 * takes effect once.
 *
 * @param session its id, as a server gave it; never 0
 * @param opened its time, as a server gave it
 * @param sequence this request's number in the session, from 1
 * @param lowestUnanswered answers below this sequence are wanted no more; at most {@code sequence}
 */
public record SessionStep(long session, HlcTimestamp opened, long sequence, long lowestUnanswered) {
  public SessionStep {
    if (session == 0 || lowestUnanswered < 1 || sequence < lowestUnanswered) {
      throw new IllegalArgumentException(
          "sequence " + sequence + ", lowest unanswered " + lowestUnanswered);
    }
  }
}
