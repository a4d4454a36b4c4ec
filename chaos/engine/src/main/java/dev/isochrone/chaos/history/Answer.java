package dev.isochrone.chaos.history;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client was told when its operation had an effect, or was seen to need none. */
public sealed interface Answer {

  /**
   * The write took effect.
   *
   * @param version that it gave birth to; empty if the answer named none
   */
  record Written(Optional<Version> version) implements Answer {}

  /**
   * The condition did not hold, and nothing was written: definite knowledge of another version.
   *
   * @param found the version that was there; empty if the answer named none
   */
  record Mismatch(Optional<Version> found) implements Answer {}

  /**
   * The read's answer.
   *
   * @param cells none: never written; several: siblings
   * @param staleNanos how old the answer says that it may be
   */
  record Seen(List<Cell> cells, OptionalLong staleNanos) implements Answer {
    public Seen {
      cells = List.copyOf(cells);
      if (staleNanos.orElse(0) < 0) {
        throw new IllegalArgumentException("stale by " + staleNanos.getAsLong() + " ns");
      }
    }
  }

  /** The elements of a set, as they came. */
  record Contents(List<String> elements) implements Answer {
    public Contents {
      elements = List.copyOf(elements);
    }
  }

  /** Whether this can be said to one who asked that. */
  default boolean fits(Action action) {
    if (action instanceof Action.Read) {
      return this instanceof Seen;
    }
    if (action instanceof Action.Members) {
      return this instanceof Contents;
    }
    return this instanceof Written
        || (this instanceof Mismatch && action instanceof Action.WriteIf);
  }
}
