package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the writer of a version had seen of its row: per origin, every version up to and including a
 * time. It covers what the version replaced, and not the version's own stamp. Empty for rows with a
 * home, whose versions are ordered by it.
 */
public record CausalContext(SortedMap<Origin, HlcTimestamp> upTo) {
  /** Nothing was seen. */
  public static final CausalContext EMPTY = new CausalContext(new TreeMap<>());

  public CausalContext {
    SortedMap<Origin, HlcTimestamp> ascending = new TreeMap<>();
    ascending.putAll(upTo); // Whatever the other map's order: this one's decides the bytes.
    upTo = Collections.unmodifiableSortedMap(ascending);
  }

  /** Whether the writer had seen the version with this stamp. */
  public boolean covers(Stamp stamp) {
    HlcTimestamp seen = upTo.get(stamp.origin());
    return seen != null && !stamp.at().isAfter(seen);
  }
}
