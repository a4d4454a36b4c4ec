package dev.isochrone.conflict;

import dev.isochrone.model.Stamp;

/** What came of versions that arrived from another region. */
public sealed interface Arrival permits Merged, Arrival.TwoContents {
  /**
   * One stamp names two versions: two writers took one origin for theirs. To be told loudly;
   * nothing may be built on it.
   */
  record TwoContents(Stamp stamp) implements Arrival {}
}
