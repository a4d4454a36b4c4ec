package dev.isochrone.zone.watch;

import dev.isochrone.consensus.MemberId;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the watch makes of a partition. */
public sealed interface Finding {
  /** Nothing to say. */
  record Fine() implements Finding {}

  /**
   * Members stand still though there is more for them: shown, and left alone. What holds them may
   * lie elsewhere, and the partition goes on without them.
   *
   * @param members at least one: this one, or on the leader followers that answer; each with how
   *     long nothing moved
   */
  record Behind(SortedMap<MemberId, Duration> members) implements Finding {
    public Behind {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
      if (members.isEmpty()) {
        throw new IllegalArgumentException("nobody is behind");
      }
    }
  }

  /** This member will not go on by itself, and others might: its process should end. */
  record Stuck(Cause cause, Duration since) implements Finding {}

  /** Why a member is stuck. */
  enum Cause {
    STOPPED("its consensus was stopped, and nobody wished it"),
    NO_PROGRESS("it leads and has work, and has neither committed nor applied anything");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** In words, to be said of a replica. */
    public String text() {
      return text;
    }
  }
}
