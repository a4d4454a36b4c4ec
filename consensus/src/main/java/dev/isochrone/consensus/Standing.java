package dev.isochrone.consensus;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one member has come, and what it knows of the others: for whoever watches for progress.
 * Indices count every entry, those of the consensus itself included.
 *
 * @param alive false once the member was stopped, by whomever, or its log was closed under it
 * @param committed the last index that this member knows to be committed; -1 if none
 * @param applied the last index applied here; -1 if none
 */
public record Standing(boolean alive, long term, long committed, long applied, Role role) {

  /** What a member knows of the others depends on what it is to them. */
  public sealed interface Role {}

  /**
   * Elected, whether or not it serves yet.
   *
   * @param followers those who answered lately, each with the committed index that it told last
   * @param away those who did not, each with how long ago it was heard of; at most as long as this
   *     member leads
   */
  public record Leads(SortedMap<MemberId, Long> followers, SortedMap<MemberId, Duration> away)
      implements Role {
    public Leads {
      followers = Collections.unmodifiableSortedMap(new TreeMap<>(followers));
      away = Collections.unmodifiableSortedMap(new TreeMap<>(away));
    }

    /** With nobody away. */
    public Leads(SortedMap<MemberId, Long> followers) {
      this(followers, Collections.emptySortedMap());
    }
  }

  /**
   * Has heard a leader lately.
   *
   * @param told the greatest committed index it was told of, which its own log may not reach. A
   *     leader whose entries it refuses tells it nothing more: that one knows, and not this member
   */
  public record Follows(long told) implements Role {}

  /** Hears no leader, or takes over a whole state: it can't be expected to go on. */
  public record Apart() implements Role {}
}
