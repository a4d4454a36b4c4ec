package dev.isochrone.replication.driver;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.Peer;
import java.util.Optional;

/**
 * Where a link stands.
 *
 * @param acknowledged the peer has applied the outbox up to here, as far as this link was told: 0
 *     before the first welcome
 * @param frontier the peer's, for this origin partition, as far as this link was told; {@link
 *     HlcTimestamp#MIN} before the first acknowledgement
 * @param heldBack changes that residency has kept from the peer since this link began
 * @param hindrance why it does not get on; empty once something was acknowledged
 * @param sinceNanos since when it is in this phase, by the ticker that the links were given
 */
public record LinkStatus(
    Peer peer,
    LinkSender.Phase phase,
    long acknowledged,
    HlcTimestamp frontier,
    long heldBack,
    Optional<LinkSender.Hindrance> hindrance,
    long sinceNanos) {
  /** As the sender is now. */
  static LinkStatus of(Peer peer, LinkSender sender, long sinceNanos) {
    return new LinkStatus(
        peer,
        sender.phase(),
        sender.acknowledged(),
        sender.frontier(),
        sender.heldBack(),
        sender.hindrance(),
        sinceNanos);
  }

  public boolean connected() {
    return phase == LinkSender.Phase.STREAMING;
  }
}
