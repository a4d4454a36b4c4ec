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

  /**
   * Whether the last that the writer had seen of the stamp's origin was this very version. A number
   * gets into a context by a read of the version that bears it; so this is certain knowledge, where
   * {@link #covers} may be the claim of a writer who saw only a later one.
   */
  public boolean endsWith(Stamp stamp) {
    return stamp.at().equals(upTo.get(stamp.origin()));
  }

  /** What two writers had seen together. */
  public CausalContext join(CausalContext that) {
    if (that.isEmpty() || equals(that)) {
      return this;
    }
    SortedMap<Origin, HlcTimestamp> joined = new TreeMap<>(upTo);
    that.upTo.forEach((origin, at) -> joined.merge(origin, at, HlcTimestamp::max));
    return new CausalContext(joined);
  }

  /** What a writer has seen who has seen this and the version with that stamp. */
  public CausalContext with(Stamp stamp) {
    if (covers(stamp)) {
      return this;
    }
    SortedMap<Origin, HlcTimestamp> joined = new TreeMap<>(upTo);
    joined.put(stamp.origin(), stamp.at());
    return new CausalContext(joined);
  }

  /** Whether nothing was seen. */
  public boolean isEmpty() {
    return upTo.isEmpty();
  }

  /** The greatest time in it; {@link HlcTimestamp#MIN} if nothing was seen. */
  public HlcTimestamp latest() {
    HlcTimestamp latest = HlcTimestamp.MIN;
    for (HlcTimestamp at : upTo.values()) {
      latest = latest.max(at);
    }
    return latest;
  }

  /**
   * Whether a version with this stamp can have this context: what was seen is older than what is
   * written, in every order.
   */
  public boolean precedes(Stamp stamp) {
    return isEmpty() || stamp.at().isAfter(latest());
  }
}
