package dev.isochrone.replication;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;

/** The region at a link's other end, in the incarnation that is meant. */
public record Peer(Region region, Origin origin) {
  @Override
  public String toString() {
    return region + " (" + origin + ")";
  }
}
