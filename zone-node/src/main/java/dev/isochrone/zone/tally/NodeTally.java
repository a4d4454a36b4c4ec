package dev.isochrone.zone.tally;

import dev.isochrone.hlc.Ticker;

/**
 * A node's requests, by who sent them.
 *
 * @param clients each is counted here by the one node that its client asked
 * @param gateways what other nodes sent on to this one; they count it among their clients' too
 */
public record NodeTally(RequestTally clients, RequestTally gateways) {
  /** Nothing counted yet. */
  public static NodeTally of(Ticker ticker) {
    return new NodeTally(new RequestTally(ticker), new RequestTally(ticker));
  }
}
