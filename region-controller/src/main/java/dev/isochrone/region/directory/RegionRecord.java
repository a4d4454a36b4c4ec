package dev.isochrone.region.directory;

import dev.isochrone.model.Origin;
import dev.isochrone.placement.RegionEntry;
import java.util.Optional;

/**
 * A region, as the global directory keeps it.
 *
 * @param origin of its present incarnation
 * @param published empty until its data has its places
 */
public record RegionRecord(RegionSpec spec, Origin origin, Optional<Published> published) {
  /** What nodes and clients are told of it; empty until its data has its places. */
  public Optional<RegionEntry> entry() {
    return published.map(
        told ->
            new RegionEntry(spec.region(), origin, told.layout(), told.nodes(), spec.location()));
  }

  /** The version of the region's directory that is published; 0 if none is. */
  public long publishedVersion() {
    return published.map(Published::version).orElse(0L);
  }
}
