package dev.isochrone.replication.driver;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.Peer;

/**
 * Where a link stands.
 *
 * @param acknowledged the peer has applied the outbox up to here, as far as this link was told: 0
 *     before the first welcome
 * @param frontier the peer's, for this origin partition
 * @param sinceNanos since when it is in this phase, by the ticker that the links were given
 */
public record LinkStatus(
    Peer peer, LinkSender.Phase phase, long acknowledged, HlcTimestamp frontier, long sinceNanos) {
  public boolean connected() {
    return phase == LinkSender.Phase.STREAMING;
  }
}
