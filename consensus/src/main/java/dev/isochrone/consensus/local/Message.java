package dev.isochrone.consensus.local;

import dev.isochrone.consensus.LogPosition;
import java.util.List;

/** What members say to each other. Each carries its sender's term. */
sealed interface Message {
  long term();

  /**
   * A candidate asks for a vote.
   *
   * @param last the end of the candidate's log
   */
  record VoteRequest(long term, LogPosition last) implements Message {}

  /** The answer to a {@link VoteRequest}. */
  record VoteReply(long term, boolean granted) implements Message {}

  /**
   * Entries to append after {@code previous}; without any, a heartbeat.
   *
   * @param committed up to where the leader knows the log to be committed
   */
  record Append(long term, LogPosition previous, List<Entry> entries, long committed)
      implements Message {
    public Append {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The answer to an {@link Append}.
   *
   * @param fits whether {@code previous} was there
   * @param index if it fits, up to where the follower's log is synced and equal to the leader's;
   *     else an index after which the leader should try again
   */
  record AppendReply(long term, boolean fits, long index) implements Message {}

  /** The follower needs entries that the leader has purged: it must fetch a state first. */
  record Behind(long term) implements Message {}

  /** Stand for election at once. */
  record StandNow(long term) implements Message {}
}
