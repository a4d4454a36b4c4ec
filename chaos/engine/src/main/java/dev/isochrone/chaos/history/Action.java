package dev.isochrone.chaos.history;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is asked of one key. */
public sealed interface Action {

  /**
   * The key's value.
   *
   * @param boundNanos at {@link Level#BOUNDED}: how old the answer may be
   */
  record Read(Level level, OptionalLong boundNanos) implements Action {
    public Read {
      if (boundNanos.isPresent() != (level == Level.BOUNDED) || boundNanos.orElse(0) < 0) {
        throw new IllegalArgumentException(level + " with bound " + boundNanos);
      }
    }

    /** Of any level but {@link Level#BOUNDED}. */
    public Read(Level level) {
      this(level, OptionalLong.empty());
    }
  }

  /**
   * A new value, whatever is there.
   *
   * @param saw the versions that the writer had read and says it replaces; empty: a blind write
   */
  record Write(String value, SortedSet<Version> saw) implements Action {
    public Write {
      saw = Collections.unmodifiableSortedSet(new TreeSet<>(saw));
    }

    /** A blind write. */
    public Write(String value) {
      this(value, Collections.emptySortedSet());
    }
  }

  /**
   * A new value, if the key still has this version: compare and set.
   *
   * @param expected empty: if there is no value
   */
  record WriteIf(Optional<Version> expected, String value) implements Action {}

  /**
   * No value any more, whatever is there.
   *
   * @param saw as of a write
   */
  record Delete(SortedSet<Version> saw) implements Action {
    public Delete {
      saw = Collections.unmodifiableSortedSet(new TreeSet<>(saw));
    }

    /** A blind delete. */
    public Delete() {
      this(Collections.emptySortedSet());
    }
  }

  /** One element more in the set under the key. */
  record Add(String element) implements Action {}

  /** All elements of the set under the key. */
  record Members() implements Action {}

  /** Whether this changes nothing. */
  default boolean isRead() {
    return this instanceof Read || this instanceof Members;
  }
}
