package dev.isochrone.conflict;

import dev.isochrone.model.Origin;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import java.util.List;

/**
 * A row after versions of it met.
 *
 * @param row what it is now
 * @param displaced versions that are not in it though nobody had seen them who wrote what is,
 *     ascending; none under VECTOR. Whether one is a loss, its own region says.
 */
public record Merged(SiblingSet row, List<RowVersion> displaced) implements Arrival, Writing {
  public Merged {
    displaced = List.copyOf(displaced);
  }

  /**
   * The versions that are lost, if this happened in the partition of {@code origin} where they were
   * born. Its next own writer either replaced such a version before, and then it was not there any
   * more to be displaced, or will never have seen it. Elsewhere nobody can tell: a write over it
   * may be on its way.
   */
  public List<RowVersion> lost(Origin origin) {
    return displaced.stream()
        .filter(version -> version.version().stamp().origin().equals(origin))
        .toList();
  }
}
