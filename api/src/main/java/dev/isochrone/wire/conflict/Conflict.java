package dev.isochrone.wire.conflict;

import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.table.ConflictPolicy;
import java.util.Optional;

/**
 * A version that lost: another, by a writer who had not seen it, took its place.
 *
 * @param id opaque; the same in every region
 * @param document what the loser wrote; empty: it deleted the row
 * @param winner what took its place
 * @param withdrawn a writer elsewhere had seen the loser, and wrote over it knowingly: nothing was
 *     lost after all
 */
public record Conflict(
    Bytes id,
    Key key,
    Writing loser,
    Optional<Document> document,
    Writing winner,
    Policy policy,
    boolean withdrawn) {

  /**
   * By whom a version was written, and when.
   *
   * @param region where; empty if the node does not know the origin
   */
  public record Writing(Version version, Optional<Region> region) {}

  /**
   * By what the loser lost.
   *
   * @param version counts the changes of the table's policy
   */
  public record Policy(ConflictPolicy policy, int version) {}
}
